"""Headers full of records, for the C compiler and for ffisafe."""

from dataclasses import dataclass
from itertools import count

import hypothesis.strategies as st

INTEGERS = {
    **{"_Bool": 1, "char": 8, "signed char": 8, "unsigned char": 8, "short": 16, "unsigned short": 16},
    **{"int": 32, "unsigned": 32, "long": 64, "unsigned long int": 64, "long long": 64, "__int128": 128},
}
OTHERS = ("float", "double", "long double", "_Float128", "void *", "const char *", "struct Unknown *")
ALIGNMENTS = st.sampled_from([1, 2, 4, 8, 16, 32])
PROLOGUE = """\
struct Unknown;
enum Small { SMALL_A, SMALL_B = 3 };
enum Signed { SIGNED_A = -1, SIGNED_B };
enum Wide { WIDE_A = 1L << 40 };
enum __attribute__((packed)) Packed { PACKED_A = 200 };
enum Late { LATE_A = -129 } __attribute__((packed));
typedef int Strict __attribute__((aligned(16)));
typedef long long Loose __attribute__((aligned(2)));
typedef unsigned char Bytes[5];
typedef int Grid[2][3];
typedef int (*Callback)(int, void *);
"""
ENUMS = {"enum Small": 2, "enum Signed": 2, "enum Wide": 41, "enum Packed": 8, "enum Late": 9}
TYPEDEFS = ("Strict", "Loose", "Bytes", "Grid", "Callback")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A record as drawn: how it is declared, and the members that can be asked for by name."""

    tag: str  # `struct R0`
    text: str
    members: tuple[str, ...]
    bit_fields: tuple[str, ...]


@dataclass(slots=True)
class _Names:
    """The members of one record, those of its anonymous members included."""

    numbers: "count[int]"
    members: list[str]
    bit_fields: list[str]

    def new(self, into: list[str]) -> str:
        into.append(f"f{next(self.numbers)}")
        return into[-1]


@st.composite
def headers(draw: st.DrawFn, *, max_records: int) -> tuple[Drawn, ...]:
    """Draw records, each of which may hold the ones before it."""
    records: list[Drawn] = []
    for index in range(draw(st.integers(1, max_records))):
        records.append(draw(_records(index, tuple(record.tag for record in records))))
    return tuple(records)


@st.composite
def _records(draw: st.DrawFn, index: int, known: tuple[str, ...]) -> Drawn:
    kind = draw(st.sampled_from(["struct", "struct", "union"]))
    names = _Names(count(), [], [])
    body = draw(_bodies(names, known, depth=2))
    before, after = draw(_record_attributes), draw(_record_attributes)
    text = f"{kind} {before} R{index} {{\n{body}}} {after};\n"
    pack = draw(st.sampled_from(["", "", "", "1", "2", "4", "8", "16"]))
    if pack:
        text = f"#pragma pack(push, {pack})\n{text}#pragma pack(pop)\n"
    return Drawn(
        tag=f"{kind} R{index}", text=text, members=tuple(names.members), bit_fields=tuple(names.bit_fields)
    )


@st.composite
def _bodies(draw: st.DrawFn, names: _Names, known: tuple[str, ...], depth: int) -> str:
    count = draw(st.integers(0, 5))
    lines = [draw(_members(names, known, depth)) for _ in range(count)]
    return "".join(f"    {line}\n" for line in lines)


@st.composite
def _members(draw: st.DrawFn, names: _Names, known: tuple[str, ...], depth: int) -> str:
    shapes = ["plain", "plain", "plain", "bits", "bits", "gap", "array", *["anonymous"] * (depth > 0)]
    match draw(st.sampled_from(shapes)):
        case "bits":
            base, width = draw(_bit_widths)
            return f"{base} {names.new(names.bit_fields)} : {width} {draw(_bit_attributes)};"
        case "gap":
            base, width = draw(_bit_widths)
            width = draw(st.sampled_from([0, width]))
            return f"{base} : {width};"
        case "anonymous":
            kind = draw(st.sampled_from(["struct", "union"]))
            body = draw(_bodies(names, known, depth - 1))
            return f"{kind} {draw(_record_attributes)} {{\n{body}}} {draw(_record_attributes)};"
        case "array":
            dims = draw(st.lists(st.integers(0, 5), min_size=1, max_size=2))
            bounds = "".join(f"[{dim}]" for dim in dims)
            return f"{draw(_elements(known))} {names.new(names.members)}{bounds} {draw(_member_attributes)};"
    base = draw(_types(known))
    # _Alignas may not loosen what the type has.
    stricter = ["_Alignas(0) ", "_Alignas(16) ", "_Alignas(long double) ", "_Alignas(32) "]
    aligned = "" if base in known else draw(st.sampled_from(["", "", "", *stricter]))
    return f"{aligned}{base} {names.new(names.members)} {draw(_member_attributes)};"


def _types(known: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.sampled_from([*INTEGERS, *OTHERS, *ENUMS, *TYPEDEFS, *known, *known])


def _elements(known: tuple[str, ...]) -> st.SearchStrategy[str]:
    """Types whose size is a multiple of their alignment, as an array's elements must be."""
    return st.sampled_from([*INTEGERS, *OTHERS, *ENUMS, "Loose", "Bytes", "Grid", *known])


_bit_widths = st.sampled_from([*INTEGERS.items(), *ENUMS.items()]).flatmap(
    lambda item: st.tuples(st.just(item[0]), st.integers(1, item[1]))
)
_aligned = ALIGNMENTS.map(lambda n: f"__attribute__((aligned({n})))")
_packed = st.just("__attribute__((packed))")
_nothing = st.just("")
_record_attributes = st.one_of(_nothing, _nothing, _nothing, _packed, _aligned)
_member_attributes = st.one_of(_nothing, _nothing, _nothing, _packed, _aligned)
_bit_attributes = st.one_of(_nothing, _nothing, _nothing, _packed, _aligned)
