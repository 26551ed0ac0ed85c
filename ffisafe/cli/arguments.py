"""The command line: subcommands and the options that they share (docs/reference/cli.md)."""

import argparse
import os
import re
import sys
from collections.abc import Sequence
from functools import partial

TYPE_CHECKING = False  # `typing`'s, which takes longer to import than all this to run
if TYPE_CHECKING:
    from typing import NoReturn

    from ffisafe.build import CargoOptions
    from ffisafe.frontends.c_header import Flag
    from ffisafe.project import ProjectOptions

REPORT_FORMATS = ("text", "json", "sarif", "github", "junit")

_DURATION = r"(\d+(?:\.\d+)?)(ms|s|m|h)?"
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, None: 1.0}


def build_parser(words: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """Return the parser; ``arguments.run`` is the chosen subcommand's function.

    Of the commands that are not among the words of a command line, the options are left out: to make
    them takes longer than all the rest of ``--help``.
    """
    parser = _Parser(
        prog="ffisafe",
        usage="ffisafe [-h] [--version] COMMAND ...",  # or regular expressions are compiled to write it
        formatter_class=_formatter,
        description="Make calling Rust through a C ABI safe: compare header, build and contract, "
        "then call the library under a sanitizer.",
        epilog="exit status: 0 no findings at error level; 1 findings at error level; "
        "2 the tool could not do its work",
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(title="commands", prog="ffisafe", metavar="COMMAND", required=True)
    for name, (summary, description, add_options) in _COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=description, formatter_class=_formatter)
        command.set_defaults(run=partial(_run, name), parser=command, verbose=False)
        if words is None or name in words:
            add_options(command)
    return parser


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the words in one line, and what was probably meant."""

    def error(self, message: str) -> "NoReturn":
        """Leave with the reason first; the options have a page of their own."""
        message = message.removeprefix("argument COMMAND: ")
        print(f"ffisafe: error: {message} (hint: {self._hint(message)})", file=sys.stderr)
        self.exit(2)

    def parse_args(  # type: ignore[override]  # argparse's has overloads for namespaces of one's own
        self, args: Sequence[str] | None = None, namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """Parse all words; one that is left over is complained about where it was read."""
        arguments, left = self.parse_known_args(args, namespace)
        if left:
            parser = getattr(arguments, "parser", self)
            parser.error(f"unrecognized arguments: {' '.join(left)}")
        return arguments

    def _hint(self, message: str) -> str:
        wrong = re.search(r"unrecognized arguments: (-[^\s=]*)|invalid choice: '([^']*)'", message)
        close = ""
        if wrong:
            from difflib import get_close_matches  # noqa: PLC0415  # only for a mistake

            known = self._option_string_actions if wrong[1] else re.findall(r"'([^']*)'", message)[1:]
            close = next(iter(get_close_matches(wrong[1] or wrong[2], known, n=1)), "")
        if close:
            return f"did you mean `{close}`?"
        return f"`{self.prog} --help` shows what there is"


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Return argparse's own, with the width that it would ask a large module for."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        width = int(columns)
    else:
        try:
            width = os.get_terminal_size(1).columns or 80
        except OSError:  # not a terminal
            width = 80
    return argparse.HelpFormatter(prog, width=width - 2)


def _add_test(parser: argparse.ArgumentParser) -> None:
    _add_shared(parser)
    group = parser.add_argument_group("generation")
    group.add_argument(
        "--max-examples",
        type=_positive,
        default=200,
        metavar="N",
        help="programs per property and build (default: %(default)s)",
    )
    group.add_argument(
        "--time-budget", type=_duration, metavar="TIME", help="stop generating after this long, as in 60s"
    )
    group.add_argument("--seed", type=int, metavar="N", help="make the run repeatable")
    group.add_argument(
        "--function", action="append", metavar="NAME", help="test only this function and what it needs"
    )


def _add_layout(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("headers", nargs="+", metavar="HEADER", help="read as one translation unit")
    parser.add_argument("--all", action="store_true", help="show the types of every included header too")
    parser.add_argument(
        "--type",
        dest="types",
        action="append",
        metavar="NAME",
        help="show only this type, by its tag or typedef; may be repeated",
    )
    shown = parser.add_mutually_exclusive_group()
    shown.add_argument(
        "--holes",
        action="store_true",
        help="show only types with padding, and what reordering the fields would save",
    )
    shown.add_argument(
        "--calls",
        action="store_true",
        help="show for each function where its arguments and its result travel",
    )
    parser.add_argument("--config", metavar="FILE", help="default: ffisafe.toml, searched upward")
    parser.add_argument("--svg", metavar="FILE", help="also draw the bytes, a cache line to a row")
    _add_preprocessing(parser)
    _add_output(parser)


def _add_init(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("headers", nargs="*", metavar="HEADER", help="default: those that are found")
    library = parser.add_mutually_exclusive_group()
    library.add_argument("--crate", metavar="DIR", help="the Rust crate (default: .)")
    library.add_argument("--lib", metavar="FILE", help="a finished library in place of a crate")
    parser.add_argument("--config", metavar="FILE", help="take headers and crate from this configuration")
    parser.add_argument("--force", action="store_true", help="overwrite the file if it exists")
    parser.add_argument(
        "--output", metavar="FILE", help="write FILE in place of ffisafe.toml beside the crate; - is stdout"
    )
    _add_cargo(parser)
    _add_preprocessing(parser)
    parser.add_argument("-q", "--quiet", action="store_true", help="do not tell what was written")
    parser.add_argument("-v", "--verbose", action="store_true", help="show what is being done")


def _add_explain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "codes", nargs="*", metavar="CODE", help="a rule, as in FFI104, or the beginning of several: FFI1"
    )
    parser.add_argument("--all", action="store_true", help="explain every rule")
    parser.add_argument("--output", metavar="FILE", help="write the text to FILE, not to stdout")
    parser.add_argument("--no-color", action="store_true", help="plain text (also: NO_COLOR)")


def _add_shared(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("headers", nargs="*", metavar="HEADER", help="default: those of the config")
    library = parser.add_mutually_exclusive_group()
    library.add_argument("--crate", metavar="DIR", help="the Rust crate (default: the config's, or .)")
    library.add_argument("--lib", metavar="FILE", help="a finished library in place of a crate")
    parser.add_argument("--config", metavar="FILE", help="default: ffisafe.toml, searched upward")
    _add_cargo(parser)
    _add_preprocessing(parser)
    _add_selection(parser)
    _add_output(parser, REPORT_FORMATS)


def _add_cargo(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("cargo", "passed to cargo, which builds the crate")
    group.add_argument("-p", "--package", metavar="NAME", help="the package of a workspace, or its folder")
    group.add_argument(
        "-F",
        "--features",
        action="append",
        default=[],
        metavar="LIST",
        help="features to turn on, with commas between them; may be repeated",
    )
    group.add_argument("--all-features", action="store_true", help="turn on all features")
    group.add_argument("--no-default-features", action="store_true", help="leave the default features off")
    profile = group.add_mutually_exclusive_group()
    profile.add_argument(
        "-r",
        "--release",
        dest="profile",
        action="store_const",
        const="release",
        help="build with the release profile",
    )
    profile.add_argument("--profile", metavar="NAME", help="build with a profile of the crate's")
    group.add_argument(
        "--crate-type",
        choices=("cdylib", "staticlib"),
        help="make a C library of a crate whose manifest does not",
    )
    for option, text in (
        ("--locked", "require that Cargo.lock is up to date"),
        ("--offline", "do not use the network"),
        ("--frozen", "both of these"),
    ):
        group.add_argument(option, action="store_true", help=text)


def _add_preprocessing(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("preprocessing", "passed to the C compiler, in the order given")
    for option, metavar, text in (
        ("-I", "DIR", "search DIR for included headers"),
        ("-isystem", "DIR", "search DIR after those of -I, as the system's"),
        ("-D", "MACRO[=V]", "define a macro for the header"),
        ("-U", "MACRO", "undefine a macro"),
        ("-include", "FILE", "include FILE before the header"),
        ("--pkg-config", "NAME", "what pkg-config says about a library"),
    ):
        group.add_argument(option, dest="flags", action=_Flag, default=(), metavar=metavar, help=text)
    group.add_argument(
        "--std", dest="standard", metavar="STD", help="language of the header (default: the compiler's)"
    )
    group.add_argument("--target", metavar="TRIPLE", help="Rust name of the target (default: the host)")
    group.add_argument(
        "--no-cache",
        dest="cache",
        action="store_false",
        help="read the headers anew, and do not remember them",
    )


class _Version(argparse.Action):
    """Looks the version up when it is asked for: that takes longer than all the rest of ``--help``."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        _namespace: argparse.Namespace,
        _values: object,
        _option_string: str | None = None,
    ) -> None:
        from importlib.metadata import version  # noqa: PLC0415  # not needed for --help

        parser.exit(message=f"ffisafe {version('ffisafe')}\n")


class _Flag(argparse.Action):
    """Keeps options that belong together in the order in which they were given."""

    def __call__(
        self,
        _parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        setattr(namespace, self.dest, (*getattr(namespace, self.dest), (option_string, values)))


def _add_selection(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--select",
        type=_codes,
        action="extend",
        metavar="CODE,...",
        help="report only these rules; FFI1 stands for all of FFI1xx",
    )
    parser.add_argument(
        "--ignore",
        type=_codes,
        action="extend",
        default=[],
        metavar="CODE,...",
        help="do not report these rules; the longer of two prefixes wins",
    )
    parser.add_argument(
        "--strict", action="store_true", default=None, help="make FFI501 an error: every owner must be named"
    )
    parser.add_argument(
        "--expect",
        metavar="FILE",
        help="accept the findings that FILE lists with reasons (default: the config's `expectations`)",
    )
    parser.add_argument(
        "--write-expectations",
        metavar="FILE",
        help="also add the findings to FILE, with reasons to be filled in",
    )


def _add_output(parser: argparse.ArgumentParser, formats: Sequence[str] = ("text", "json")) -> None:
    parser.add_argument(
        "--format",
        choices=formats,
        default="text",
        metavar="FORM",
        help=f"form of the report: {', '.join(formats)} (default: %(default)s)",
    )
    parser.add_argument("--output", metavar="FILE", help="write the report to FILE, not to stdout")
    parser.add_argument("-q", "--quiet", action="store_true", help="print the report and warnings only")
    parser.add_argument("-v", "--verbose", action="store_true", help="show what is being done")
    parser.add_argument("--no-color", action="store_true", help="plain text (also: NO_COLOR)")


def project_options(arguments: argparse.Namespace) -> "ProjectOptions":
    """Return what the command line says about the project."""
    from ffisafe.project import ProjectOptions  # noqa: PLC0415  # not needed for --help

    return ProjectOptions(
        headers=tuple(arguments.headers),
        crate=arguments.crate,
        lib=arguments.lib,
        config=arguments.config,
        flags=header_flags(arguments),
        standard=arguments.standard,
        use_cache=arguments.cache,
        target=arguments.target,
        cargo=_cargo_options(arguments),
    )


def _cargo_options(arguments: argparse.Namespace) -> "CargoOptions":
    """Return what the command line says to cargo."""
    from ffisafe.build import CargoOptions  # noqa: PLC0415  # not needed for --help
    from ffisafe.model.contract import CrateType  # noqa: PLC0415  # not needed for --help

    lists = " ".join(arguments.features).replace(",", " ")
    return CargoOptions(
        package=arguments.package,
        features=tuple(lists.split()),
        all_features=arguments.all_features,
        no_default_features=arguments.no_default_features,
        profile=arguments.profile,
        crate_type=CrateType(arguments.crate_type) if arguments.crate_type else None,
        locked=arguments.locked,
        offline=arguments.offline,
        frozen=arguments.frozen,
    )


def header_flags(arguments: argparse.Namespace) -> "tuple[Flag, ...]":
    """Return what the command line says to the preprocessor, in its order."""
    from ffisafe.frontends.c_header import Flag, Switch  # noqa: PLC0415  # not needed for --help

    return tuple(Flag(switch=Switch(option), value=value) for option, value in arguments.flags)


def _run(command: str, arguments: argparse.Namespace) -> int:
    """Import a subcommand's module and run it."""
    from importlib import import_module  # noqa: PLC0415  # not needed for --help

    module = import_module(f"ffisafe.cli.{command}")
    return int(module.run(arguments))


def _codes(text: str) -> tuple[str, ...]:
    from ffisafe.contracts.codes import UnknownCodeError, read_codes  # noqa: PLC0415  # the catalogue

    try:
        return read_codes(text)
    except UnknownCodeError as error:
        raise argparse.ArgumentTypeError(f"{error}: {error.hint}") from None


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text!r} is not a positive number")
    return int(text)


def _duration(text: str) -> float:
    found = re.fullmatch(_DURATION, text)
    if found is None:
        raise argparse.ArgumentTypeError(f"{text!r} is not a duration; write 60s, 5m or 500ms")
    return float(found[1]) * _SECONDS[found[2]]


_COMMANDS = {
    "check": (
        "compare header and Rust build without running the library",
        (
            "Compare layout, signatures and linkage of a C header and a Rust build. "
            "The library is never loaded or executed: a crate is built, a --lib only read."
        ),
        _add_shared,
    ),
    "test": (
        "call the library under a sanitizer with generated programs",
        (
            "Build the crate under AddressSanitizer, generate programs of calls that the "
            "header and the contract allow, run them in workers that may crash, and shrink each "
            "failure. The crate is tested as it ships and with Rust's own checks on."
        ),
        _add_test,
    ),
    "init": (
        "write a contract to begin with",
        (
            "Find crate and header, and write a commented ffisafe.toml: what names and types suggest, "
            "each guess marked as one, and the questions about ownership that only a person can answer."
        ),
        _add_init,
    ),
    "layout": (
        "show where the fields of a header's types lie",
        (
            "Show the layout of every struct, union and enum that a C header declares or "
            "uses: offsets, sizes, alignments, and where padding lies."
        ),
        _add_layout,
    ),
    "explain": (
        "say what a rule means, and how to right what it finds",
        (
            "Say what a rule means and why it matters, show an example that it finds, how to fix it "
            "and when to ignore it. The beginning of several codes lists those; so do no codes at all."
        ),
        _add_explain,
    ),
}
"""What `--help` says of each command, what its own says at the top, and its options."""
