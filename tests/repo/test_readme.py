"""What the README shows is what happens."""

import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = ROOT.joinpath("README.md").read_text()
SECONDS = re.compile(r"\d+\.\d+ s\b")


def blocks(language: str) -> list[str]:
    """Return the code blocks of the README in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def shown() -> dict[str, str]:
    """Return the commands of the README that are shown with their output, each with that output."""
    sessions = [block.removeprefix("$ ").partition("\n") for block in blocks("console")]
    return {command: output for command, _, output in sessions if output and not output.startswith("$ ")}


def test_the_readme_shows_a_finding() -> None:
    """At least one command is shown with what it finds."""
    assert [command for command, output in shown().items() if "error[FFI" in output]


@pytest.mark.parametrize(("command", "output"), shown().items(), ids=shown())
def test_a_command_prints_what_the_readme_shows(command: str, output: str) -> None:
    """A command of the README, run in a clone, prints what is shown; only the time may differ."""
    program, *arguments = command.split()
    path = Path(sysconfig.get_path("scripts")) / program
    result = subprocess.run([path, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert SECONDS.sub("N s", result.stdout) == SECONDS.sub("N s", output), result.stderr


def test_the_property_test_of_the_readme_passes(tmp_path: Path) -> None:
    """The pytest snippet holds for the library that it is about."""
    (snippet,) = blocks("python")
    tmp_path.joinpath("test_snippet.py").write_text(snippet)
    config = ROOT / "rust_fixtures/buffers/ffisafe.toml"
    command = [sys.executable, "-m", "pytest", "-q", "--ffisafe-config", str(config)]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "1 passed" in result.stdout, result.stdout + result.stderr
