"""``ffisafe explain``: what a rule means, an example that it finds, how to right it."""

import argparse
from collections.abc import Sequence

from ffisafe.cli import ExitCode
from ffisafe.cli.output import wants_color, write_text
from ffisafe.contracts.codes import UnknownCodeError, read_code
from ffisafe.errors import ConfigError
from ffisafe.model.rules import RULES
from ffisafe.report.explain import page


def run(arguments: argparse.Namespace) -> ExitCode:
    """Show the pages of the rules that are named, or list the rules."""
    if arguments.all and arguments.codes:
        raise ConfigError("--all explains every rule", hint="leave out the codes, or --all")
    prefixes = [_code(word) for word in arguments.codes]
    if arguments.all:
        text = _pages(list(RULES), arguments)
    elif prefixes and all(prefix in RULES for prefix in prefixes):
        text = _pages(list(dict.fromkeys(prefixes)), arguments)
    else:
        text = _list(tuple(prefixes or ["FFI"]))
    write_text(arguments, text)
    return ExitCode.OK


def _code(word: str) -> str:
    try:
        return read_code(word)
    except UnknownCodeError as error:
        raise ConfigError(str(error), hint=error.hint) from None


def _pages(codes: Sequence[str], arguments: argparse.Namespace) -> str:
    text = "\n".join(page(code) for code in codes)
    if not wants_color(arguments):
        return text
    from ffisafe.report.text.markdown import render_markdown  # noqa: PLC0415  # rich is slow to import

    return render_markdown(text)


def _list(prefixes: tuple[str, ...]) -> str:
    """Return one line for each rule that begins with one of some prefixes."""
    chosen = [rule for rule in RULES.values() if rule.code.startswith(prefixes)]
    lines = [f"{rule.code}  {rule.severity!s:<7}  {rule.summary}" for rule in chosen]
    return "\n".join([*lines, "", "`ffisafe explain CODE` says more of one of them.", ""])
