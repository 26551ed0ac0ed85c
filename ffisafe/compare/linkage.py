"""FFI3xx: what the header promises and what the build exports."""

import difflib
from collections.abc import Iterable, Iterator, Mapping

from ffisafe.compare.toolchain import is_toolchains_own
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Function, HiddenSymbol, Interface, Unreachable, Variable
from ffisafe.model.rules import finding

_EXPORT_FUNCTION = (
    'write `#[unsafe(no_mangle)] pub extern "C" fn` in Rust, build with the feature that it needs'
    " (`--features`), or remove the declaration"
)
_EXPORT_VARIABLE = "write `#[unsafe(no_mangle)] pub static` in Rust, or remove the declaration"
_LIKE = 0.8  # how alike a misspelt name is to the one that was meant, as difflib measures it
# Pairs of names that are compared, in less than a second. Where there are more, it is another library.
_MOST_PAIRS = 250_000

_WHY_HIDDEN = {
    Unreachable.LOCAL: ("local to the library", "export it: take it out of the version script's `local:`"),
    Unreachable.HIDDEN: ("of hidden visibility", "give it default visibility, and link it into a cdylib"),
    Unreachable.VERSION: (
        "there only as version `{}`, which is not the default one",
        "make it the default version: `@@` in place of `@` in the `.symver` directive",
    ),
}


def compare_linkage(c: Interface, rust: Interface) -> Iterator[Finding]:
    """Yield a finding for each promise that is not kept, and FFI302 for what no header mentions."""
    exports = rust.exports or frozenset()
    promises: dict[str, Function | Variable] = {**c.functions, **c.variables}
    declared = {*promises, *(problem.symbol for problem in c.problems)} | c.included
    undeclared = sorted(name for name in exports - declared if not _is_foreign(name, rust))
    lacking = [promised for name, promised in promises.items() if name not in exports]
    meant = undeclared if len(lacking) * len(undeclared) <= _MOST_PAIRS else []
    for promised in lacking:
        yield _not_kept(promised, rust, meant)
    for name in undeclared:
        yield _undeclared(name, rust)


def _is_foreign(name: str, rust: Interface) -> bool:
    return is_toolchains_own(name, has_source=name in rust.functions or name in rust.variables)


def _not_kept(promised: Function | Variable, rust: Interface, meant: Iterable[str]) -> Finding:
    """Return why a declared symbol cannot be linked to: it is hidden, or not exported, or not there.

    ``meant`` are exported names of which a misspelt one may be another spelling.
    """
    name = promised.name
    if name in rust.hidden:
        return _hidden(promised, rust.hidden[name])
    if isinstance(promised, Function) and _is_meant(promised, rust.unexported):
        return _not_exported(promised, rust.unexported[name])
    advice = _EXPORT_FUNCTION if isinstance(promised, Function) else _EXPORT_VARIABLE
    near = difflib.get_close_matches(name, meant, n=1, cutoff=_LIKE)
    if near:
        advice = f"did you mean `{near[0]}`, which is exported and declared in no header? Else {advice}"
    return finding(
        "FFI301",
        name,
        f"`{name}` is declared in the header, but the build does not export it",
        help=advice,
        c=promised.location,
        details={"near": near[0]} if near else {},
    )


def _hidden(promised: Function | Variable, hidden: HiddenSymbol) -> Finding:
    why, advice = _WHY_HIDDEN[hidden.reason]
    return finding(
        "FFI304",
        promised.name,
        f"`{promised.name}` is declared in the header and is in the build, but nobody can link to it: "
        f"it is {why.format(hidden.version)}",
        help=advice,
        c=promised.location,
        details={"reason": str(hidden.reason), "version": hidden.version},
    )


def _is_meant(promised: Function, unexported: Mapping[str, Function]) -> bool:
    """Whether a function of the same plain name is the promised one, and not some type's method."""
    found = unexported.get(promised.name)
    if found is None:
        return False
    scope = (found.path or found.name).split("::")[-2:-1]
    is_method = any(name[:1].isupper() for name in scope)
    return found.abi not in {None, "Rust"} or not is_method


def _not_exported(promised: Function, found: Function) -> Finding:
    is_c = found.abi not in {None, "Rust"}
    wanted = "`#[unsafe(no_mangle)]`" if is_c else '`#[unsafe(no_mangle)]` and `extern "C"`'
    return finding(
        "FFI303",
        promised.name,
        f"`{promised.name}` is declared in the header and defined in Rust as `{found.path or found.name}`, "
        "but without `no_mangle` or `export_name`: the build does not export it under that name",
        help=f"add {wanted} to the function",
        c=promised.location,
        rust=found.location,
        details={"rust": found.path or found.name, "abi": found.abi},
    )


def _undeclared(name: str, rust: Interface) -> Finding:
    found = rust.functions.get(name) or rust.variables.get(name)
    return finding(
        "FFI302",
        name,
        f"`{name}` is exported by the build, but declared in no header",
        help="declare it in a header, or do not export it",
        rust=found.location if found else None,
    )
