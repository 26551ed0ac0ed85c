"""FFI501, 502, 503 and 506: who owns what the library hands out, and who can give it back."""

from collections.abc import Iterator, Sequence

from ffisafe.contracts.attributes import FREE
from ffisafe.contracts.handout import Handout, handouts, pointer_fields
from ffisafe.contracts.pairs import Pairs
from ffisafe.contracts.statements import RETURN, written
from ffisafe.contracts.types import points_to
from ffisafe.model.contract import (
    Contract,
    FunctionContract,
    Release,
    StructContract,
    Transfer,
    ValueContract,
)
from ffisafe.model.ctype import CType, Pointer, PointerKind, Record
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Function, Interface
from ffisafe.model.rules import finding
from ffisafe.model.source import SourceLocation

_OWNED = frozenset({Transfer.FULL, Transfer.CONTAINER})


def compare_ownership(contract: Contract, c: Interface, rust: Interface) -> Iterator[Finding]:
    """Yield what the contract leaves open about resources, and what the build cannot keep of it.

    Functions that the build does not export are left out: they hand out nothing. Of a build without
    debug information only linkage is checked.
    """
    if not rust.has_types:
        return
    comparison = _Ownership(contract, c, rust)
    for function in c.functions.values():
        if rust.exports is None or function.name in rust.exports:
            yield from comparison.of(function)
    yield from comparison.fields()
    yield from comparison.structs()


class _Ownership:
    def __init__(self, contract: Contract, c: Interface, rust: Interface) -> None:
        self._contract = contract
        self._c = c
        self._pairs = Pairs(c)
        self._rust = rust
        self._open: list[Record] = []  # handed out by value, with nothing said about the whole

    def of(self, function: Function) -> Iterator[Finding]:
        said = self._contract.functions.get(function.name, FunctionContract())
        for handout in handouts(function, said, self._c):
            if self._is_only_read(handout):
                continue
            if isinstance(handout.resource, Record):
                self._open += [] if handout.is_answered else [handout.resource]
            elif not handout.is_answered:
                yield self._unowned(handout)
            yield from self._unreleased(handout)
            yield from self._release(handout)
        yield from self._against_rust(function, said)

    def fields(self) -> Iterator[Finding]:
        """Yield FFI501 for each pointer in a struct by value about which nothing is said."""
        asked: set[tuple[str, str | None]] = set()
        for record in self._open:
            for layout, member in pointer_fields(record, self._c):
                key = (layout.name, member.name)
                struct = self._contract.structs.get(layout.name, StructContract())
                said = struct.fields.get(member.name or "", ValueContract())
                answered = said.transfer or said.lifetime or self._struct_release(record) or struct.release
                if answered is None and key not in asked:
                    asked.add(key)
                    yield finding(
                        "FFI501",
                        f"{layout.name}.{member.name}",
                        f"nothing says who owns what `{member.name}` of `{layout.name}` points to,"
                        " which the library hands out",
                        help=f"say it in [structs.{layout.name}]: `fields.{member.name} = {{ transfer = "
                        '"full" }` if it goes to the caller, `"none"` if it stays the library\'s',
                        c=member.location,
                    )

    def structs(self) -> Iterator[Finding]:
        """Yield FFI503 for each struct whose release function the build does not export."""
        for name, struct in self._contract.structs.items():
            if struct.release is not None:
                yield from self._unexported(struct.release, name, f"`{name}`", struct.location)

    def _is_only_read(self, handout: Handout) -> bool:
        """Whether Rust takes a pointer to const, so that nothing comes through it."""
        rust = self._rust.functions.get(handout.function.name)
        if handout.place == RETURN or rust is None or handout.said.direction is not None:
            return False
        names = [parameter.name for parameter in handout.function.parameters]
        index = names.index(handout.place)
        ctype = rust.parameters[index].type if index < len(rust.parameters) else None
        return isinstance(ctype, Pointer) and ctype.const

    def _unowned(self, handout: Handout) -> Finding:
        where, out = "returns", ""
        if handout.place != RETURN:
            where, out = f"params.{handout.place}", 'direction = "out", '
        function = handout.function
        release = self._pairs.release_of(function, handout.place, handout.resource, alike=False)
        named = written(release) if release else "FUNCTION"
        return finding(
            "FFI501",
            handout.symbol,
            f"nothing says who owns {handout.subject}{self._hint(handout)}",
            help=f"say it in [functions.{function.name}]:"
            f' `{where} = {{ {out}transfer = "full", release = "{named}" }}` if the caller has to release it,'
            f' `{where} = {{ {out}transfer = "none", lifetime = "..." }}` if it does not',
            c=function.location,
            rust=self._location(function),
        )

    def _hint(self, handout: Handout) -> str:
        """Return what Rust's type lets one expect."""
        result = self._result(handout)
        if isinstance(result, Pointer) and result.kind is PointerKind.BOX:
            return ": Rust gives a `Box` away"
        if isinstance(result, Pointer) and result.kind is PointerKind.REFERENCE:
            return ": Rust lends a reference"
        return ""

    def _result(self, handout: Handout) -> CType | None:
        rust = self._rust.functions.get(handout.function.name)
        return rust.result if rust is not None and handout.place == RETURN else None

    def _location(self, function: Function) -> SourceLocation | None:
        rust = self._rust.functions.get(function.name)
        return rust.location if rust else None

    def _unreleased(self, handout: Handout) -> Iterator[Finding]:
        """Yield FFI502 if the caller gets memory and no way to give it back."""
        if self._is_owned(handout) and self._release_of(handout) is None:
            where = "returns" if handout.place == RETURN else f"params.{handout.place}"
            release = self._pairs.release_of(handout.function, handout.place, handout.resource, alike=False)
            named = written(release) if release else "FUNCTION"
            yield finding(
                "FFI502",
                handout.symbol,
                f"the caller owns {handout.subject}, and no release function is named",
                help=f'add `release = "{named}"` to `{where}` of [functions.{handout.function.name}];'
                " without a function that frees it in Rust, it can only leak",
                c=handout.function.location,
                rust=self._location(handout.function),
            )

    def _is_owned(self, handout: Handout) -> bool:
        """Whether the caller owns a handout; of a struct by value, what its fields hold counts too."""
        if handout.said.transfer is not None or not isinstance(handout.resource, Record):
            return handout.said.transfer in _OWNED
        if handout.said.lifetime is not None or handout.said.zero_copy is not None:
            return False
        for layout, member in pointer_fields(handout.resource, self._c):
            struct = self._contract.structs.get(layout.name, StructContract())
            if struct.fields.get(member.name or "", ValueContract()).transfer in _OWNED:
                return True
        return False

    def _release_of(self, handout: Handout) -> Release | None:
        inner = points_to(handout.resource) or handout.resource
        return handout.said.release or (self._struct_release(inner) if isinstance(inner, Record) else None)

    def _struct_release(self, record: Record) -> Release | None:
        said = self._contract.structs.get(record.name)
        return said.release if said else None

    def _release(self, handout: Handout) -> Iterator[Finding]:
        release = handout.said.release
        if release is None:
            return
        at = handout.said.places.get("release", handout.said.location)
        yield from self._unexported(release, handout.symbol, handout.subject, at)
        yield from self._unknown_size(handout, release, at)

    def _unexported(
        self, release: Release, symbol: str, subject: str, location: SourceLocation | None
    ) -> Iterator[Finding]:
        """Yield FFI503 for a release function that a header declares and the build does not export."""
        exports, name = self._rust.exports, release.function
        if exports is not None and name in self._c.functions and name not in exports:
            yield finding(
                "FFI503",
                symbol,
                f"`release` of {subject} names `{name}`, which the build does not export",
                help='write `#[unsafe(no_mangle)] pub extern "C" fn` in Rust, or name another function',
                c=location,
            )

    def _unknown_size(
        self, handout: Handout, release: Release, location: SourceLocation | None
    ) -> Iterator[Finding]:
        """Yield FFI506 if only the maker's caller knows how large the memory is.

        Rust's allocators are told the size again when memory is freed. A string's is found in it, a
        struct that is released by value brings its own, and C's `free` knows it.
        """
        extents = [*_extents(handout, self._contract, self._c)]
        names = {name for extent in extents for name in extent}
        passed = release.arguments or (handout.place,)
        if not names or release.function == FREE or release.function not in self._c.functions:
            return
        if self._brings_size(handout, passed):
            return
        yield finding(
            "FFI506",
            handout.symbol,
            f"`{written(release)}` cannot know the size of what `{handout.function.name}` hands out:"
            f" that depends on {', '.join(f'`{name}`' for name in sorted(names))}",
            help="pass the size to the release function, or keep it in the memory itself; in Rust,"
            " `Vec::from_raw_parts` and `dealloc` need it",
            c=location or handout.function.location,
            rust=self._location(handout.function),
        )

    def _brings_size(self, handout: Handout, passed: Sequence[str]) -> bool:
        """Whether a release is told more than an address, or Rust's type has the size."""
        result = self._result(handout)
        if isinstance(result, Pointer) and result.kind in {PointerKind.BOX, PointerKind.REFERENCE}:
            return True
        if isinstance(handout.resource, Record):  # which goes back whole, or pointer by pointer
            return len(passed) > 1 or passed[0] == handout.place
        inner = points_to(handout.resource)
        if isinstance(inner, Record) and inner.key not in self._c.records:
            return True  # what C cannot see into may have it
        return any(argument != handout.place for argument in passed)

    def _against_rust(self, function: Function, said: FunctionContract) -> Iterator[Finding]:
        """Yield FFI505 where Rust's types contradict the contract."""
        rust = self._rust.functions.get(function.name)
        if rust is None:
            return
        result = rust.result
        may_be_null = isinstance(result, Pointer) and result.nullable and result.kind is not PointerKind.RAW
        if may_be_null and said.returns.nullable is False:
            yield finding(
                "FFI505",
                f"{function.name}.{RETURN}",
                f"the result of `{function.name}` is said not to be NULL, and Rust returns an `Option`,"
                " whose `None` is NULL",
                help="say `nullable = true`, or return without `Option` in Rust",
                c=said.returns.places.get("nullable", said.returns.location),
                rust=rust.location,
            )
        values = [(RETURN, rust.result, said.returns)]
        for parameter, theirs in zip(function.parameters, rust.parameters, strict=False):
            name = parameter.name or ""
            values.append((name, theirs.type, said.params.get(name, ValueContract())))
        for place, ctype, about in values:
            is_box = isinstance(ctype, Pointer) and ctype.kind is PointerKind.BOX
            if is_box and about.transfer is Transfer.NONE:
                what = "the result" if place == RETURN else f"parameter `{place}`"
                yield finding(
                    "FFI505",
                    f"{function.name}.{place}",
                    f'`transfer` of {what} of `{function.name}` is "none", and Rust has a `Box` there,'
                    " which owns what it points to",
                    help='say "full", or take a reference or a raw pointer in Rust',
                    c=about.places.get("transfer", about.location),
                    rust=rust.location,
                )


def _extents(handout: Handout, contract: Contract, c: Interface) -> Iterator[set[str]]:
    """Yield the names that the sizes of a handout's memory depend on, as only its maker's caller has them.

    What is reached through the handout itself is in the memory, and constants are the same each time.
    """
    if isinstance(handout.resource, Pointer):
        if handout.place == RETURN:  # behind an out parameter, the extent is that of the pointers
            yield from _of_value(handout.said, c, own=RETURN)
        return
    assert isinstance(handout.resource, Record)
    for layout, member in pointer_fields(handout.resource, c):
        struct = contract.structs.get(layout.name, StructContract())
        said = struct.fields.get(member.name or "", ValueContract())
        if said.transfer in _OWNED or handout.said.transfer in _OWNED:
            yield from _of_value(said, c, own="")


def _of_value(said: ValueContract, c: Interface, *, own: str) -> Iterator[set[str]]:
    if said.zero_terminated:
        return
    for extent in (said.count, said.bytes, *(said.shape or ())):
        if extent is not None:
            yield {
                str(name)
                for name in extent.names
                if name.path[0] != own and not (len(name.path) == 1 and name.path[0] in c.constants)
            }
