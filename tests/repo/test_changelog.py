"""The changelog is written by fragments: each is well named, and what users see changes with one."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FRAGMENTS = sorted(path for path in ROOT.joinpath("changelog.d").iterdir() if path.name != "README.md")
PYPROJECT = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text())
TYPES = [entry["directory"] for entry in PYPROJECT["tool"]["towncrier"]["type"]]


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda path: path.name)
def test_a_fragment_is_named_by_number_and_type(path: Path) -> None:
    """`57.finding.md`, and `57.finding.1.md` for a second one, are all the forms there are."""
    assert re.fullmatch(rf"[0-9]+\.({'|'.join(TYPES)})(\.[0-9]+)?\.md", path.name)


@pytest.mark.parametrize("path", FRAGMENTS, ids=lambda path: path.name)
def test_a_fragment_is_a_sentence(path: Path) -> None:
    """A fragment says something, in one paragraph that ends with a full stop."""
    text = path.read_text()
    assert re.fullmatch(r"\S[^\n]*(\n\S[^\n]*)*\.\n", text)


def test_there_is_something_to_release_or_it_was_released() -> None:
    """Without fragments, the newest section of the changelog is the version of the package."""
    newest = re.search(r"^## \[(.+?)\]", ROOT.joinpath("CHANGELOG.md").read_text(), re.MULTILINE)
    assert FRAGMENTS or (newest and newest[1] == PYPROJECT["project"]["version"])


def test_a_branch_that_changes_the_package_brings_a_fragment() -> None:
    """What changed in `ffisafe/` since the branch left `main` comes with a fragment or a release."""
    changed = changed_since_main()
    assert not any(path.startswith("ffisafe/") for path in changed) or any(
        path.startswith("changelog.d/") for path in changed
    )


def changed_since_main() -> list[str]:
    """Return the paths that differ from the branch point; none on `main` itself or without git."""
    if shutil.which("git") is None:
        return []
    base = subprocess.run(
        ["git", "merge-base", "HEAD", "origin/main"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if base.returncode:
        return []
    diff = ["git", "diff", "--name-only", base.stdout.strip()]
    return subprocess.run(diff, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
