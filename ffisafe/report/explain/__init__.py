"""The pages of the rules: ``ffisafe explain``, the help of SARIF's rules, and ``docs/reference/rules``."""

from functools import cache
from importlib.resources import files


@cache
def page(code: str) -> str:
    """Return what is to be known about a rule, in Markdown."""
    return files(__name__).joinpath(f"{code}.md").read_text(encoding="utf-8")


def section(code: str, heading: str) -> str:
    """Return the text under a heading of a rule's page."""
    _, _, rest = page(code).partition(f"\n## {heading}\n")
    return rest.partition("\n## ")[0].strip()
