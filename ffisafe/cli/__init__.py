"""The ``ffisafe`` command: one module per subcommand, imported when it runs."""

import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from types import FrameType

from ffisafe.errors import FFISafeError


class ExitCode(IntEnum):
    """What the process returns (docs/reference/cli.md)."""

    OK = 0  # nothing at error level
    FINDINGS = 1  # findings at error level
    TROUBLE = 2  # the tool could not do its work
    INTERRUPTED = 130  # Ctrl-C, as shells report SIGINT
    TERMINATED = 143  # as shells report SIGTERM


class _Terminated(KeyboardInterrupt):
    """SIGTERM: what was started is ended as by Ctrl-C."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code; no error leaves as a traceback."""
    from ffisafe.cli.arguments import build_parser  # noqa: PLC0415  # argparse only when run

    words = sys.argv[1:] if argv is None else argv
    arguments = build_parser(words).parse_args(words)
    try:
        with _ended_in_order():
            return int(arguments.run(arguments))
    except FFISafeError as error:
        _complain(error, verbose=arguments.verbose)
        return ExitCode.TROUBLE
    except _Terminated:
        print("ffisafe: terminated", file=sys.stderr)
        return ExitCode.TERMINATED
    except KeyboardInterrupt:
        print("ffisafe: interrupted", file=sys.stderr)
        return ExitCode.INTERRUPTED
    except SystemExit as stop:  # argparse has run: this is code that we were told to import
        _complain(_stopped(stop), verbose=False)
        return ExitCode.TROUBLE
    except BrokenPipeError:
        sys.stderr.close()
        return ExitCode.OK
    except Exception as error:
        if os.environ.get("FFISAFE_DEBUG"):
            raise
        _complain(_internal(error), verbose=False)
        return ExitCode.TROUBLE


@contextmanager
def _ended_in_order() -> Iterator[None]:
    """Make SIGTERM end what was started, too; only the main thread may ask for that."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    raise _Terminated


def _stopped(stop: SystemExit) -> FFISafeError:
    """Return an exit that somebody else's code asked for as an error: the exit code is ours."""
    return FFISafeError(
        f"the program was asked to exit with {stop.code!r} ({_origin(stop)})",
        hint="a reference must not call `sys.exit`; raise another exception",
    )


def _internal(error: Exception) -> FFISafeError:
    """Return a mistake of ours as an error: one line, and how to see more."""
    return FFISafeError(
        f"internal error: {type(error).__name__}: {error} ({_origin(error)})",
        hint="please report it; FFISAFE_DEBUG=1 shows the traceback",
    )


def _origin(error: BaseException) -> str:
    """Return where an exception was raised."""
    import traceback  # noqa: PLC0415  # half of what `--help` would import

    where = traceback.extract_tb(error.__traceback__)[-1]
    return f"{where.filename}:{where.lineno}"


def _complain(error: FFISafeError, *, verbose: bool) -> None:
    """Say in one line what went wrong; another program's output comes before it only if asked for."""
    advice = error.hint
    if error.details and (verbose or error.shows_details):
        print(error.details.rstrip(), file=sys.stderr)
    elif error.details and not advice:
        advice = "`-v` shows all that was said"
    hint = f" (hint: {advice})" if advice else ""
    print(f"ffisafe: error: {error.message}{hint}", file=sys.stderr)
