"""Markdown as a terminal shows it."""

import io
import shutil

from rich.console import Console
from rich.markdown import Markdown

_WIDEST = 110  # prose in longer lines is hard to read


def render_markdown(text: str) -> str:
    """Return Markdown with headings, code and emphasis drawn by ANSI sequences."""
    width = min(_WIDEST, shutil.get_terminal_size((80, 24)).columns)
    console = Console(file=io.StringIO(), force_terminal=True, color_system="standard", width=width)
    console.print(Markdown(text, code_theme="ansi_dark"))
    drawn: str = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO from above
    return "".join(f"{line.rstrip()}\n" for line in drawn.splitlines())
