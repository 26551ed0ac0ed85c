"""FFI3xx: what the header promises and what the build exports."""

from collections.abc import Iterator

from ffisafe.model.finding import Finding
from ffisafe.model.interface import Function, Interface, Variable
from ffisafe.model.rules import finding

_EXPORT_FUNCTION = 'write `#[unsafe(no_mangle)] pub extern "C" fn` in Rust, or remove the declaration'
_EXPORT_VARIABLE = "write `#[unsafe(no_mangle)] pub static` in Rust, or remove the declaration"


def compare_linkage(c: Interface, rust: Interface) -> Iterator[Finding]:
    """Yield FFI301 for promises that are not kept and FFI302 for what no header mentions."""
    exports = rust.exports or frozenset()
    promises: dict[str, Function | Variable] = {**c.functions, **c.variables}
    for name, promised in promises.items():
        if name not in exports:
            yield finding(
                "FFI301",
                name,
                f"`{name}` is declared in the header, but the build does not export it",
                help=_EXPORT_FUNCTION if name in c.functions else _EXPORT_VARIABLE,
                c=promised.location,
            )
    declared = {*c.functions, *c.variables, *(problem.symbol for problem in c.problems)}
    for name in sorted(exports - declared):
        location = rust.functions[name].location if name in rust.functions else None
        yield finding(
            "FFI302",
            name,
            f"`{name}` is exported by the build, but declared in no header",
            help="declare it in a header, or do not export it",
            rust=location,
        )
