"""Headers full of records, for the C compiler of a target and for ffisafe."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

import hypothesis.strategies as st

from ffisafe.abi.targets import find_target
from ffisafe.model.target import BitFieldRules, RulesOf, Target
from tests.support.ask import gcc_for

HOST = find_target("x86_64-unknown-linux-gnu")
PROLOGUE = """\
struct Unknown;
enum Small { SMALL_A, SMALL_B = 3 };
enum Signed { SIGNED_A = -1, SIGNED_B };
enum Unsigned { UNSIGNED_A = 0x80000000 };
enum __attribute__((packed)) Packed { PACKED_A = 200 };
enum Late { LATE_A = -129 } __attribute__((packed));
typedef int Strict __attribute__((aligned(16)));
typedef char StrictChar __attribute__((aligned(8)));
typedef long long Loose __attribute__((aligned(2)));
typedef double LooseDouble __attribute__((aligned(4)));
typedef enum Small StrictEnum __attribute__((aligned(8)));
typedef short StrictShorts[3] __attribute__((aligned(8)));
typedef unsigned char Bytes[5];
typedef int Grid[2][3];
typedef int (*Callback)(int, void *);
typedef struct { char c; short s; } __attribute__((aligned(8))) Untagged;
typedef struct Tagged { char c; long long l; } __attribute__((packed)) Tagged;
typedef Tagged StrictTagged __attribute__((aligned(16)));
typedef struct Wider { char c; double d; } LooseWider __attribute__((aligned(2)));
"""
_INTEGERS = (
    *("_Bool", "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned"),
    *("long", "unsigned long int", "long long", "unsigned long long", "__int128"),
)
_FLOATS = ("float", "double", "long double", "_Float16", "_Float128", "double _Complex", "float _Complex")
_POINTERS = ("void *", "const char *", "struct Unknown *", "Callback")
_ENUM_BITS = {"enum Small": 2, "enum Signed": 2, "enum Unsigned": 32, "enum Packed": 8, "enum Late": 9}
_TYPEDEF_BITS = {"Strict": 32, "StrictChar": 8, "Loose": 64, "StrictEnum": 2}
_TYPEDEFS = (
    *("Strict", "StrictChar", "Loose", "LooseDouble", "StrictEnum", "StrictShorts", "Bytes", "Grid"),
    *("Untagged", "Tagged", "StrictTagged", "LooseWider"),
)
_ELEMENTS = ("Loose", "LooseDouble", "Bytes", "Grid", "Untagged", "Tagged", "LooseWider")
_ATOMICS = ("_Atomic int", "_Atomic long long", "_Atomic short", "_Atomic _Bool", "void *_Atomic")
ALIGNMENTS = st.sampled_from([1, 2, 4, 8, 16, 32])


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """What a target's compiler takes."""

    target: Target
    prologue: str
    integers: dict[str, int]  # the widest bit-field of each
    others: tuple[str, ...]
    elements: tuple[str, ...]  # of arrays: their size is a multiple of their alignment
    attributes: tuple[str, ...]  # of records
    open_unions: bool  # whether a union may have a flexible array


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A record as drawn: how it is declared, and the members that can be asked for by name."""

    tag: str  # `struct R0`
    text: str
    members: tuple[str, ...]
    bit_fields: tuple[str, ...]


def dialect(target: Target) -> Dialect:
    """Return what can be declared for a target: types that its compiler has."""
    integers = {name: _bits(name, target) for name in _INTEGERS if _known(name, target)}
    lines, enums = [PROLOGUE], dict(_ENUM_BITS)
    if not target.enums_are_int:
        lines.append("enum Wide { WIDE_A = 1LL << 40 };\n")
        enums["enum Wide"] = 41
    elif target.records.of is RulesOf.CLANG:
        enums["enum Packed"] = 32
    vectors = _vectors(target)
    lines += vectors.values()
    if gcc_for(target) is None:  # GCC 12 has none
        lines.append("enum Fixed : short { FIXED_A = -3 };\n")
        enums["enum Fixed"] = 16
    floats = tuple(name for name in _FLOATS if _known(name, target))
    elements = (*integers, *enums, *floats, *_POINTERS)
    return Dialect(
        target=target,
        prologue="".join(lines),
        integers={**integers, **enums, **_TYPEDEF_BITS},
        others=(*elements, *_TYPEDEFS, *vectors, *_ATOMICS),
        elements=(*elements, *_ELEMENTS, *vectors),
        attributes=_record_words(target),
        open_unions=gcc_for(target) is None,
    )


def _bits(name: str, target: Target) -> int:
    return 1 if name == "_Bool" else 8 * target.scalars[_canonical(name)].size_bytes


def _known(name: str, target: Target) -> bool:
    is_gcc = target.records.of is RulesOf.GCC
    if name == "_Float128" and not is_gcc:
        return False  # Clang 19 has it under no name that GCC has too
    if name == "_Float16" and is_gcc and not target.triple.startswith(("x86_64", "aarch64")):
        return False  # GCC 12 has not what later ones have
    return _canonical(name) in target.scalars


def _canonical(name: str) -> str:
    words = name.removesuffix(" _Complex").removesuffix(" int")
    return {"unsigned": "unsigned int"}.get(words, words)


def _vectors(target: Target) -> dict[str, str]:
    del target
    return {
        f"V{size}": f"typedef {base} V{size} __attribute__((vector_size({size})));\n"
        for size, base in ((2, "char"), (4, "short"), (8, "int"), (16, "float"), (32, "int"), (64, "char"))
    }


def _record_words(target: Target) -> tuple[str, ...]:
    if "i686" in target.triple and target.records.of is RulesOf.CLANG:
        return ()  # Clang has no `ms_struct` with a `long double` of 12 bytes
    words = {BitFieldRules.MS_STRUCT: "ms_struct", BitFieldRules.SYSTEM_V: "gcc_struct"}
    return tuple(sorted(words[family] for family in target.records.attributes))


@dataclass(slots=True)
class _Names:
    """The members of one record, those of its anonymous members included."""

    record: int
    numbers: "count[int]"
    members: list[str]
    bit_fields: list[str]

    def constant(self) -> str:
        """Return the name of an enumerator that no other enum has."""
        return f"E{self.record}_{next(self.numbers)}"

    def new(self, into: list[str]) -> str:
        into.append(f"f{next(self.numbers)}")
        return into[-1]


@st.composite
def headers(
    draw: st.DrawFn, *, max_records: int, min_records: int = 1, of: Dialect | None = None
) -> tuple[Drawn, ...]:
    """Draw records, each of which may hold the ones before it."""
    chosen = of or dialect(HOST)
    records: list[Drawn] = []
    for index in range(draw(st.integers(min_records, max_records))):
        records.append(draw(_records(chosen, index, tuple(record.tag for record in records))))
    return tuple(records)


def _attributes(words: Sequence[str]) -> st.SearchStrategy[str]:
    """Attributes of a record, before or behind its braces: mostly none."""
    aligned = ALIGNMENTS.map(lambda n: f"aligned({n})")
    some = st.one_of(st.just("packed"), aligned, *([st.sampled_from(words)] if words else []))
    none: st.SearchStrategy[list[str]] = st.just([])
    lists = st.one_of(
        none, none, none, some.map(lambda one: [one]), st.tuples(st.just("packed"), aligned).map(list)
    )
    return lists.map(lambda names: f"__attribute__(({', '.join(names)}))" if names else "")


@st.composite
def _records(draw: st.DrawFn, of: Dialect, index: int, known: tuple[str, ...]) -> Drawn:
    kind = draw(st.sampled_from(["struct", "struct", "union"]))
    names = _Names(index, count(), [], [])
    body = draw(_bodies(of, names, known, depth=2))
    if (kind == "struct" or of.open_unions) and names.members and draw(st.integers(0, 5)) == 0:
        body += f"    {draw(st.sampled_from(of.elements))} {names.new(names.members)}[];\n"
    before, after = draw(_attributes(of.attributes)), draw(_attributes(()))
    text = f"{kind} {before} R{index} {{\n{body}}} {after};\n"
    text += f"typedef {kind} R{index} A{index} {draw(_typedef_attributes)};\n"
    pack = draw(st.sampled_from(["", "", "", "1", "2", "4", "8", "16"]))
    if pack:
        text = f"#pragma pack(push, {pack})\n{text}#pragma pack(pop)\n"
    return Drawn(
        tag=f"{kind} R{index}", text=text, members=tuple(names.members), bit_fields=tuple(names.bit_fields)
    )


@st.composite
def _bodies(draw: st.DrawFn, of: Dialect, names: _Names, known: tuple[str, ...], depth: int) -> str:
    count = draw(st.integers(0, 5))
    lines = [draw(_members(of, names, known, depth)) for _ in range(count)]
    return "".join(f"    {line}\n" for line in lines)


@st.composite
def _members(draw: st.DrawFn, of: Dialect, names: _Names, known: tuple[str, ...], depth: int) -> str:
    shapes = ["plain", "plain", "plain", "bits", "bits", "bits", "gap", "array", *["nested"] * (depth > 0)]
    match draw(st.sampled_from(shapes)):
        case "bits":
            base, width = draw(_bit_widths(of))
            return f"{base} {names.new(names.bit_fields)} : {width} {draw(_member_attributes)};"
        case "gap":
            base, width = draw(_bit_widths(of))
            return f"{base} : {draw(st.sampled_from([0, width]))} {draw(_gap_attributes)};"
        case "nested":
            return draw(_nested(of, names, known, depth))
        case "array":
            dims = draw(st.lists(st.integers(0, 5), min_size=1, max_size=2))
            bounds = "".join(f"[{dim}]" for dim in dims)
            element = draw(st.sampled_from([*of.elements, *known]))
            return f"{element} {names.new(names.members)}{bounds} {draw(_member_attributes)};"
    return draw(_plain(of, names, known))


@st.composite
def _plain(draw: st.DrawFn, of: Dialect, names: _Names, known: tuple[str, ...]) -> str:
    """Draw a member that is neither a bit-field nor an array, its attributes in one of their places."""
    aliases = [f"A{tag.split('R')[1]}" for tag in known]
    atomics = [f"_Atomic {tag}" for tag in known]
    base = draw(st.sampled_from([*of.others, *known, *known, *aliases, *atomics]))
    name = names.new(names.members)
    attributes = draw(_member_attributes)
    match draw(st.sampled_from(["behind", "behind", "before", "between", "_Alignas", "enum"])):
        case "before":
            return f"{attributes} {base} {name};"
        case "between" if base in {*of.elements, *known} and "(" not in base:
            return f"{base} {attributes} {name};"
        case "_Alignas" if base in of.elements:
            # It may not loosen what the type has, nor be without effect where an attribute loosens.
            stricter = ["_Alignas(64)", "_Alignas(64) _Alignas(16)", "_Alignas(long double) _Alignas(64)"]
            return f"{draw(st.sampled_from(stricter))} {base} {name} {attributes};"
        case "enum":
            constants = draw(st.sampled_from(["100", "-1", "255", "256", "-32769", "0x7fffffff"]))
            packed = draw(st.sampled_from(["", "__attribute__((packed))"]))
            return f"enum {{ {names.constant()} = {constants} }} {packed} {name} {attributes};"
    return f"{base} {name} {attributes};"


@st.composite
def _nested(draw: st.DrawFn, of: Dialect, names: _Names, known: tuple[str, ...], depth: int) -> str:
    """Draw an anonymous member, or a named one of a type without a tag."""
    kind = draw(st.sampled_from(["struct", "union"]))
    named = draw(st.sampled_from([True, False, False]))
    inner = _Names(names.record, names.numbers, [], []) if named else names
    body = draw(_bodies(of, inner, known, depth - 1))
    name = names.new(names.members) if named else ""
    before, after = draw(_attributes(of.attributes)), draw(_attributes(()))
    return f"{kind} {before} {{\n{body}}} {after} {name};"


def _bit_widths(of: Dialect) -> st.SearchStrategy[tuple[str, int]]:
    whole = st.sampled_from(sorted(of.integers.items()))
    narrower = whole.flatmap(lambda item: st.tuples(st.just(item[0]), st.integers(1, item[1])))
    return st.one_of(narrower, narrower, whole)


_aligned = ALIGNMENTS.map(lambda n: f"__attribute__((aligned({n})))")
_nothing = st.just("")
_typedef_attributes = st.one_of(_nothing, _nothing, _aligned)
_gap_attributes = st.one_of(_nothing, _nothing, _nothing, _aligned)
_member_attributes = st.one_of(
    *[_nothing] * 4,
    st.just("__attribute__((packed))"),
    _aligned,
    ALIGNMENTS.map(lambda n: f"__attribute__((packed, aligned({n})))"),
)
