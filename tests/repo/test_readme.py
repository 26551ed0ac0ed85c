"""What the README shows is what happens."""

import re
import subprocess
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = re.compile(r"\d+\.\d+ s\b")


def shown() -> dict[str, str]:
    """Return the commands of the README that are shown with their output, each with that output."""
    readme = ROOT.joinpath("README.md").read_text()
    blocks = re.findall(r"^```console\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    sessions = [block.removeprefix("$ ").partition("\n") for block in blocks]
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
