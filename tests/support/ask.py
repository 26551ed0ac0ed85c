"""Ask a C compiler of any target where things lie; nothing that it makes is executed.

Numbers and images of initialised objects are found in the object file behind marks, which works
for ELF, COFF, Mach-O and WebAssembly alike.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ffisafe.model.ctype import Array, CType, Record
from ffisafe.model.interface import Interface
from ffisafe.model.layout import Member
from ffisafe.model.target import Endianness, RulesOf, Target

_MARK_BYTES = 16
_OFFSETS = "#define OFFSET(type, member) __builtin_offsetof(type, member)\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Oracle:
    """A compiler for a target, with its first arguments."""

    command: tuple[str, ...]
    target: Target

    @property
    def is_clang(self) -> bool:
        """Whether it is Clang; else it is GCC."""
        return "clang" in self.command[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a member of a named type lies: ``path`` is as `offsetof` takes it."""

    type: str  # as C writes it: `struct tag`, or a typedef's name
    path: str
    offset_bits: int
    width_bits: int | None  # None: not a bit-field
    size_bytes: int | None  # None: a flexible array, which has none

    @property
    def expression(self) -> str:
        """A null pointer's member, whose size can be asked for."""
        return f"(({self.type} *)0)->{self.path}"


def gcc_for(target: Target) -> Oracle | None:
    """Return the target's GCC, if there is one here."""
    for prefix in target.toolchain.prefixes:
        if shutil.which(f"{prefix}-gcc"):
            return Oracle(command=(f"{prefix}-gcc",), target=target)
    return None


def clang_for(target: Target) -> Oracle:
    """Return Clang for a target; it needs no headers and no libraries of it."""
    command = next(name for name in ("clang-19", "clang") if shutil.which(name))
    flags = (f"--target={target.toolchain.clang_target}", "-ffreestanding")
    return Oracle(command=(command, *flags), target=target)


def compiler_for(target: Target) -> Oracle:
    """Return the compiler whose word holds: the one whose rules the target's table names."""
    gcc = gcc_for(target) if target.records.of is RulesOf.GCC else None
    return gcc or clang_for(target)


def numbers(oracle: Oracle, header: str, expressions: Sequence[str]) -> list[int]:
    """Return the values of integer constant expressions as the compiler has them, modulo 2^64.

    Raises:
        CalledProcessError: The compiler rejects them; ``stderr`` says why.
    """
    return _ask(oracle, header, expressions, ())[0]


def bits_of(oracle: Oracle, header: str, members: Sequence[tuple[str, str]]) -> list[tuple[int, int]]:
    """Return first bit and width of bit-fields, named by type and path of their members.

    Bits are counted from the end of byte 0 that the target's bit-fields start at.
    """
    return _ask(oracle, header, (), members)[1]


def measured(oracle: Oracle, header: str, interface: Interface, types: Sequence[str]) -> dict[str, object]:
    """Return what the compiler says of types and their members, by question."""
    places = [place for name in types for place in places_in(interface, name)]
    whole = [place for place in places if place.width_bits is None]
    bit_fields = [place for place in places if place.width_bits is not None]
    # GCC's `_Alignof` is at most 16 for what no attribute aligns, whatever it aligns members to.
    expressions = [f"{question}({name})" for name in types for question in ("sizeof", "__alignof__")]
    expressions += [f"OFFSET({place.type}, {place.path})" for place in whole]
    expressions += [f"sizeof({place.expression})" for place in whole if place.size_bytes is not None]
    values, bits = _ask(oracle, header, expressions, [(place.type, place.path) for place in bit_fields])
    answers: dict[str, object] = dict(zip(expressions, values, strict=True))
    return answers | {_bits(place): each for place, each in zip(bit_fields, bits, strict=True)}


def computed(interface: Interface, types: Sequence[str]) -> dict[str, object]:
    """Return what an interface says of types and their members, by the same questions."""
    answers: dict[str, object] = {}
    for name in types:
        size, align = _size_and_alignment(interface, name)
        answers |= {f"sizeof({name})": size, f"__alignof__({name})": align}
        for place in places_in(interface, name):
            if place.width_bits is None:
                answers[f"OFFSET({name}, {place.path})"] = place.offset_bits // 8
                answers[f"sizeof({place.expression})"] = place.size_bytes
            else:
                answers[_bits(place)] = (place.offset_bits, place.width_bits)
    return answers


def differences(
    oracle: Oracle, header: str, interface: Interface, types: Sequence[str]
) -> dict[str, tuple[object, object]]:
    """Return the questions about which ffisafe and a compiler disagree: ours, and theirs."""
    ours, theirs = computed(interface, types), measured(oracle, header, interface, types)
    return {key: (ours[key], value) for key, value in theirs.items() if ours[key] != value}


def named_types(interface: Interface) -> list[str]:
    """Return the records of an interface that C can name, as C names them; the compiler's own it cannot."""
    return [
        key
        for key, layout in interface.records.items()
        if layout.name and layout.location is not None and " at " not in key
    ]


def places_in(interface: Interface, name: str) -> Iterator[Place]:
    """Yield the named members of a type; those of anonymous and untagged ones follow theirs."""
    layout = interface.records.get(name)
    for member in layout.members if layout else ():
        yield from _places(interface, name, member, "", 0)


def _places(interface: Interface, name: str, member: Member, prefix: str, start: int) -> Iterator[Place]:
    offset = start + member.offset_bits
    if member.name is not None:
        is_open = isinstance(member.type, Array) and member.type.count is None
        yield Place(
            type=name,
            path=prefix + member.name,
            offset_bits=offset,
            width_bits=member.width_bits,
            size_bytes=None if is_open else member.size_bytes,
        )
    inner, brackets = _element(member.type)
    if isinstance(inner, Record) and (member.name is None or " at " in inner.key):
        prefix = prefix if member.name is None else f"{prefix}{member.name}{brackets}."
        for each in interface.records[inner.key].members:
            yield from _places(interface, name, each, prefix, offset)


def _element(ctype: CType) -> tuple[CType, str]:
    """Return an array's element, and how its first one is written."""
    brackets = ""
    while isinstance(ctype, Array):
        ctype, brackets = ctype.element, f"{brackets}[0]"
    return ctype, brackets


def _size_and_alignment(interface: Interface, name: str) -> tuple[int, int]:
    layout = interface.records[name]
    return layout.size_bytes, layout.align_bytes


def _bits(place: Place) -> str:
    return f"bits of {place.type}.{place.path}"


def _ask(
    oracle: Oracle, header: str, expressions: Sequence[str], members: Sequence[tuple[str, str]]
) -> tuple[list[int], list[tuple[int, int]]]:
    boxes = [f"sizeof(struct box{i})" for i in range(len(members))]
    boxes += [f"OFFSET(struct box{i}, it)" for i in range(len(members))]
    source = f"{header}\n{_OFFSETS}{_boxes(members)}{_number_array([*expressions, *boxes])}"
    code = _compiled(oracle, source)
    order = oracle.target.endianness.value
    values = _numbers_in(code, order, len(expressions) + len(boxes))
    sizes, starts = values[len(expressions) :][: len(members)], values[len(expressions) + len(members) :]
    bits = []
    for i, (size, start) in enumerate(zip(sizes, starts, strict=True)):
        at = code.index(_mark(i + 1))
        bits.append(_run(code[at + start : at + size], oracle.target.endianness))
    return values[: len(expressions)], bits


def _compiled(oracle: Oracle, source: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        code = Path(folder) / "ask.o"
        command = [*oracle.command, "-w", "-O0", "-std=gnu2x", "-x", "c", "-c", "-", "-o", str(code)]
        try:
            subprocess.run(command, input=source, check=True, capture_output=True, text=True)
        except subprocess.CalledProcessError as error:
            error.add_note(error.stderr)
            raise
        return code.read_bytes()


def _mark(index: int) -> bytes:
    return b"ffisafe%09d" % index


def _boxes(members: Sequence[tuple[str, str]]) -> str:
    """Return an object for each bit-field, all ones there and zero elsewhere, behind a mark."""
    texts = []
    for index, (name, path) in enumerate(members):
        mark = ", ".join(map(str, _mark(index + 1)))
        texts.append(
            f"struct box{index} {{ unsigned char mark[{_MARK_BYTES}]; {name} it; }};\n"
            f"const struct box{index} of{index} = {{ {{ {mark} }}, {{ .{path} = -1 }} }};\n"
        )
    return "".join(texts)


def _number_array(expressions: Sequence[str]) -> str:
    mark = "".join(f"{byte}, " for byte in _mark(0))
    listed = ", ".join(f"(unsigned long long)({each})" for each in (*expressions, "0"))
    arrays = f"unsigned char mark[{_MARK_BYTES}]; unsigned long long values[{len(expressions) + 1}];"
    return f"const struct {{ {arrays} }} numbers = {{ {{ {mark} }}, {{ {listed} }} }};\n"


def _numbers_in(code: bytes, order: str, count: int) -> list[int]:
    start = code.index(_mark(0)) + _MARK_BYTES
    words = (code[at : at + 8] for at in range(start, start + 8 * count, 8))
    return [int.from_bytes(word, "big" if order == "big" else "little") for word in words]


def _run(image: bytes, endianness: Endianness) -> tuple[int, int]:
    """Return first and number of the bits that are set."""
    last = 7 if endianness is Endianness.BIG else 0
    found = [bit for bit in range(8 * len(image)) if image[bit // 8] >> abs(last - bit % 8) & 1]
    return (found[0], len(found)) if found else (0, 0)
