"""The outermost function of the command: its exit code, whatever runs inside."""

import argparse
from collections.abc import Callable

import pytest

from ffisafe.cli import ExitCode, arguments, main


def running(monkeypatch: pytest.MonkeyPatch, run: Callable[[argparse.Namespace], int]) -> None:
    """Have the command run something else."""
    parser = argparse.ArgumentParser()
    parser.set_defaults(run=run, verbose=False)
    monkeypatch.setattr(arguments, "build_parser", lambda _words: parser)


@pytest.mark.parametrize("code", [0, 5, None])
def test_an_exit_that_is_not_argparses_is_trouble(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], code: int | None
) -> None:
    """Code that is imported, such as a reference, does not decide how the command ends."""

    def run(_: argparse.Namespace) -> int:
        raise SystemExit(code)

    running(monkeypatch, run)
    assert main([]) == ExitCode.TROUBLE
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"ffisafe: error: the program was asked to exit with {code!r} ({__file__}:")


def test_an_exit_of_argparse_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong option has been told, and its exit code is the command's."""
    running(monkeypatch, lambda _: 0)
    with pytest.raises(SystemExit) as caught:
        main(["--no-such-option"])
    assert caught.value.code == ExitCode.TROUBLE


def test_debugging_shows_the_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistake of ours is one line, unless ``FFISAFE_DEBUG`` is set."""

    def run(_: argparse.Namespace) -> int:
        raise RuntimeError("oops")

    running(monkeypatch, run)
    monkeypatch.delenv("FFISAFE_DEBUG", raising=False)
    assert main([]) == ExitCode.TROUBLE
    assert "internal error: RuntimeError: oops" in capsys.readouterr().err
    monkeypatch.setenv("FFISAFE_DEBUG", "1")
    with pytest.raises(RuntimeError, match="oops"):
        main([])
