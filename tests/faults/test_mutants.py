"""Every kind of drift of a correct header is reported under its own rule, and nothing else is."""

import tomllib
from collections.abc import Mapping
from functools import cache

import pytest

from ffisafe.compare import check_interfaces
from ffisafe.model.contract import Contract, FunctionContract
from ffisafe.model.finding import Finding, Severity
from ffisafe.model.interface import Interface
from tests.support.crates import FIXTURES, HEADERS, built_interface
from tests.support.headers import c_interface
from tests.support.mutants import Header, Mutant, mutants

CRATES = ("matrix", "buffers", "instruments")
_ERASED = "Rust has `c_void` there, behind which any type may be"
_C_NAME = "the name is C's alone: a variant's data is told by its place in the union"
_TAG_IN_PARTS = "each struct of the union has the tag too"
_NO_EFFECT = "the union that holds it is as it was, in size, alignment and the places of all fields"

EQUIVALENT: Mapping[str, str] = {
    "level-more Observer.context": _ERASED,
    "level-more[context] instrument_each": _ERASED,
    "rename Command.wait": _C_NAME,
    "rename Command.move": _C_NAME,
    "rename Command.tag": "Rust's tag has no name",
    "rename EventKey.tag": "Rust's tag has no name",
    "rename EventLevel.tag": "Rust's tag has no name",
    "rename Event.tag": "Rust's tag has no name",
    "rename Event.key": _C_NAME,
    "rename Event.level": _C_NAME,
    "drop Event.tag": _TAG_IN_PARTS,
    "underlying(int32_t) CommandTag": "the tag of `repr(C)` is C's own enum, and no discriminant is negative",
    "attribute(packed) CommandMove": _NO_EFFECT,
    "attribute(packed) EventKey": _NO_EFFECT,
    "attribute(packed) EventLevel": _NO_EFFECT,
}
"""Mutants that mean the same to callers, and so have no error."""


@cache
def header(crate: str) -> Header:
    """Return the correct header of a crate."""
    return Header.of(HEADERS / f"{crate}.h")


@cache
def all_mutants(crate: str) -> tuple[Mutant, ...]:
    """Return every mutant of a crate's header."""
    return tuple(mutants(header(crate)))


@cache
def contract(crate: str) -> Contract:
    """Return what the static rules ask of a crate's contract: which functions may unwind."""
    said = tomllib.loads((FIXTURES / crate / "ffisafe.toml").read_text())["functions"]
    return Contract(
        functions={name: FunctionContract(unwind=words.get("unwind", False)) for name, words in said.items()}
    )


def findings_of(crate: str, c: Interface) -> tuple[Finding, ...]:
    """Return what is found between a header and the build of a crate."""
    build = built_interface(FIXTURES / crate)
    return check_interfaces(c, build, library=crate, contract=contract(crate)).findings


def missed(crate: str, mutant: Mutant) -> str | None:
    """Return what a mutant's findings are instead of what they should be."""
    c = c_interface(mutant.text)
    assert c.problems == (), mutant.name
    findings = findings_of(crate, c)
    errors = {found.key for found in findings if found.severity is Severity.ERROR}
    expected = frozenset() if mutant.name in EQUIVALENT else mutant.errors
    if errors == expected and mutant.others <= {found.key for found in findings}:
        return None
    return f"{mutant.name}: expected {sorted(expected | mutant.others)}, found {sorted(errors)}"


@pytest.mark.parametrize("crate", CRATES)
def test_the_header_itself_has_no_findings(crate: str) -> None:
    """What is mutated is right, notes included."""
    assert findings_of(crate, header(crate).interface) == ()


@pytest.mark.parametrize("part", range(8))
@pytest.mark.parametrize("crate", CRATES)
def test_every_mutant_is_reported_under_its_rule(crate: str, part: int) -> None:
    """Exactly the errors that a drift is, and none that follow from it."""
    found = (missed(crate, mutant) for mutant in all_mutants(crate)[part::8])
    assert "\n".join(one for one in found if one) == ""


def test_there_are_many_mutants_and_none_twice() -> None:
    """More than a thousand, under a name each, and each equivalent one is among them."""
    names = [mutant.name for crate in CRATES for mutant in all_mutants(crate)]
    assert len(names) > 1500
    assert len(set(names)) == len(names)
    assert set(names) > EQUIVALENT.keys()


def test_every_rule_about_declarations_is_among_the_expected() -> None:
    """The operators reach all the rules that a drift of a header can break."""
    codes = {code for crate in CRATES for mutant in all_mutants(crate) for code, _ in mutant.errors}
    layout = {f"FFI10{number}" for number in range(3, 9)}
    assert codes >= layout | {"FFI201", "FFI202", "FFI203", "FFI206", "FFI301", "FFI305"}
