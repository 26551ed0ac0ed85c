"""Adds to what a library's debug information says what the crates' sources say."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ffisafe.frontends.rust.cells import is_cell
from ffisafe.frontends.rust.elided import elided
from ffisafe.frontends.rust.retype import retyped
from ffisafe.frontends.rust.rustdoc import CrateSource, DeclaredFunction, DeclaredStatic, DeclaredType
from ffisafe.model.ctype import VOID, Array, CType, Enumeration, Record, Scalar
from ffisafe.model.interface import DeclaredEnum, Function, Interface, Variable
from ffisafe.model.layout import Member, RecordLayout, Variant
from ffisafe.model.target import Encoding


def with_declarations(interface: Interface, sources: Iterable[CrateSource]) -> Interface:
    """Return an interface with ABIs, representations, lines, documentation and what is not exported.

    ``sources`` begin with the library's own crate.
    """
    said = _Declarations(tuple(sources))
    told = _with_representations(interface, said)
    return replace(
        told,
        functions={name: said.function(one) for name, one in told.functions.items()},
        variables={name: said.variable(one, told.records) for name, one in told.variables.items()},
        unexported=said.unexported(),
        enums=said.enums(_enumerations(told)),
    )


def _with_representations(interface: Interface, said: "_Declarations") -> Interface:
    """Return an interface whose enums and records have representations, and the types that follow."""
    told = retyped(interface, said.enumeration)
    records = {key: said.layout(key, one) for key, one in told.records.items()}
    told = replace(told, records=records)
    simpler = elided(records)
    if not simpler:
        return told
    return retyped(told, lambda ctype: simpler.get(ctype.key, ctype) if isinstance(ctype, Record) else ctype)


class _Declarations:
    """What several crates declare; what two versions of a crate say differently is not known."""

    def __init__(self, sources: tuple[CrateSource, ...]) -> None:
        self._sources = sources
        self._exported: dict[str, list[DeclaredFunction]] = {}
        self._variables: dict[str, DeclaredStatic] = {}
        self._types: dict[str, DeclaredType | None] = {}
        for source in sources:
            for function in source.functions:
                if function.symbol is not None:
                    self._exported.setdefault(function.symbol, []).append(function)
            for variable in source.variables:
                self._variables.setdefault(variable.symbol, variable)
            for path, declared in source.types.items():
                known = self._types.setdefault(path, declared)
                if known is None or known.representation != declared.representation:
                    self._types[path] = None

    def type(self, key: str) -> DeclaredType | None:
        return self._types.get(plain_path(key))

    def enumeration(self, ctype: CType) -> CType:
        if isinstance(ctype, Enumeration) and (declared := self.type(ctype.key)):
            return replace(ctype, representation=declared.representation)
        return ctype

    def function(self, function: Function) -> Function:
        candidates = self._exported.get(function.name, [])
        crate = (function.path or "").partition("::")[0]
        # Another crate may declare the symbol for a build that it is not part of.
        declared = next((one for one in candidates if one.path.partition("::")[0] == crate), None)
        if declared is None:
            return function
        return replace(
            function,
            abi=declared.abi,
            path=declared.path,
            documentation=declared.documentation,
            # What a macro wrote lies where it was called, and not where the macro is.
            location=declared.location or function.location,
        )

    def variable(self, variable: Variable, records: Mapping[str, RecordLayout]) -> Variable:
        """Add whether others may write to a variable; they may into a cell."""
        declared = self._variables.get(variable.name)
        if declared is None:
            return variable
        return replace(
            variable,
            const=not declared.is_mutable and not holds_cell(variable.type, records),
            location=declared.location or variable.location,
        )

    def layout(self, key: str, layout: RecordLayout) -> RecordLayout:
        declared = self.type(key)
        if declared is None:
            return layout
        return replace(
            layout,
            representation=declared.representation,
            location=layout.location or declared.location,
            members=tuple(_located(member, declared) for member in layout.members),
            variants=tuple(_located_variant(variant, declared) for variant in layout.variants),
        )

    def enums(self, used: Iterable[Enumeration]) -> tuple[DeclaredEnum, ...]:
        """Return the enums without data that are used, and the library's own besides."""
        built = {one.key: one for one in used if one.key}
        own = self._sources[0].types if self._sources else {}
        for path, declared in own.items():
            if declared.constants and path not in built:
                built[path] = _enumeration(declared)
        return tuple(
            DeclaredEnum(
                name=one.name,
                type=one,
                location=declared.location if declared else None,
                constant_locations=declared.lines if declared else {},
            )
            for key, one in sorted(built.items())
            for declared in [self.type(key)]
        )

    def unexported(self) -> dict[str, Function]:
        """Return functions without a symbol of their own; of several of a name, the likeliest.

        An associated function with Rust's ABI was never meant for C.

        Parameters and result stay empty: what a function without a caller looks like in the
        build is not known.
        """
        found: dict[str, Function] = {}
        candidates = [
            one
            for source in self._sources
            for one in source.functions
            if one.symbol is None and not (one.is_associated and one.abi == "Rust")
        ]
        for one in sorted(candidates, key=lambda one: one.abi == "Rust"):
            found.setdefault(
                one.name,
                Function(
                    name=one.name,
                    parameters=(),
                    result=VOID,
                    location=one.location,
                    abi=one.abi,
                    path=one.path,
                    documentation=one.documentation,
                ),
            )
        return found


def holds_cell(ctype: CType, records: Mapping[str, RecordLayout]) -> bool:
    """Return whether a value has a part that may be written through a shared reference."""
    pending, seen = [ctype], set()
    while pending:
        one = pending.pop()
        if isinstance(one, Array):
            pending.append(one.element)
        elif isinstance(one, Record) and one.key not in seen:
            seen.add(one.key)
            layout = records.get(one.key)
            if is_cell(one.key):
                return True
            members = layout.members if layout else ()
            inner = [member for variant in (layout.variants if layout else ()) for member in variant.members]
            pending += [member.type for member in (*members, *inner)]
    return False


def plain_path(key: str) -> str:
    """Return the path of a type without what its parameters are, or which of two versions it is."""
    return key.partition("<")[0].partition("#0x")[0]


def _located(member: Member, declared: DeclaredType, prefix: str = "") -> Member:
    where = declared.lines.get(f"{prefix}{member.name}")
    return member if member.location or where is None else replace(member, location=where)


def _located_variant(variant: Variant, declared: DeclaredType) -> Variant:
    return replace(
        variant,
        members=tuple(_located(member, declared, f"{variant.name}.") for member in variant.members),
        location=variant.location or declared.lines.get(variant.name),
    )


def _enumerations(interface: Interface) -> Iterator[Enumeration]:
    """Yield the enumerations that an interface's types are made of."""
    found: dict[str, Enumeration] = {}

    def note(ctype: CType) -> CType:
        if isinstance(ctype, Enumeration):
            found.setdefault(ctype.key, ctype)
        return ctype

    retyped(interface, note)
    yield from found.values()


def _enumeration(declared: DeclaredType) -> Enumeration:
    """Return an enum that the build does not pass, as wide as its representation says."""
    name = declared.representation.integer or "i32"
    bits = re.sub(r"\D", "", name)
    size = int(bits) // 8 if bits else 8
    signed = Encoding.SIGNED if name.startswith("i") else Encoding.UNSIGNED
    return Enumeration(
        name=declared.path.rpartition("::")[2],
        underlying=Scalar(name=name, encoding=signed, size_bytes=size, align_bytes=size),
        constants=declared.constants,
        key=declared.path,
        representation=declared.representation,
    )
