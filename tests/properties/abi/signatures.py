"""Signatures with scalars and records of every kind by value, for a C compiler and for ffisafe."""

from collections.abc import Iterable
from dataclasses import dataclass

import hypothesis.strategies as st

from ffisafe.model.target import BitFieldRules, RulesOf
from tests.support.calls import Compiler

INTEGERS = ("_Bool", "signed char", "unsigned short", "int", "unsigned int", "long", "long long")
FLOATS = ("float", "double")
VECTORS = {
    "V8": ("float", 8),
    "V16": ("float", 16),
    "W8": ("short", 8),
    "W16": ("int", 16),
    "L8": ("long long", 8),
}
ENUMS = ("enum Small", "enum Signed")
PROLOGUE = """\
enum Small { SMALL_A, SMALL_B = 3 };
enum Signed { SIGNED_A = -1, SIGNED_B };
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Some records, and the signatures that use them: types of parameters and result as C writes them."""

    records: tuple[str, ...]
    signatures: tuple["Signature", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """The types of a function; ``variadic`` are those of the arguments for ``...``, if it has that."""

    result: str
    parameters: tuple[str, ...]
    variadic: tuple[str, ...] | None = None
    attribute: str = ""  # that names a calling convention


def vector_text(names: Iterable[str]) -> str:
    """Return the typedefs of vectors."""
    return "".join(
        f"typedef {VECTORS[name][0]} {name} __attribute__((vector_size({VECTORS[name][1]})));\n"
        for name in sorted(names)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """What types a target's signatures are made of."""

    scalars: tuple[str, ...]
    floats: tuple[str, ...]
    vectors: tuple[str, ...] = tuple(VECTORS)
    packs_bit_fields: bool = True
    unnamed_widths: int = 0  # of bit-fields in structs: none, without width, or any
    least_count: int = 0  # of an array's elements
    least_members: int = 0
    variadic_records: bool = True


_RECORD_KINDS = ("struct", "struct", "struct", "union")
_COUNTS_EMPTY_ARRAYS = {"gcc aarch64-linux", "gcc armv7", "clang x86_64-linux"}


def palette(compiler: Compiler) -> Palette:
    """Return what a target's compilers agree on."""
    target = compiler.target
    wide = tuple(name for name in ("__int128", "unsigned __int128") if name in target.scalars)
    floats = (*FLOATS, "long double")
    complexes = tuple(f"{name} _Complex" for name in floats)
    goes_by_other = compiler.name.startswith("clang") and target.records.of is RulesOf.GCC
    # Clang passes vectors of 8 bytes its own way; GCC spoils x87 numbers beside those in MMX registers.
    no_mmx = ("windows" in compiler.name and goes_by_other) or (
        "i686" in compiler.name and "msvc" not in compiler.name
    )
    alone = {"L8"} if "msvc" in compiler.name else set()
    vectors = tuple(name for name in VECTORS if (VECTORS[name][1] > 8 or not no_mmx) and name not in alone)
    is_windows = "windows" in compiler.name
    return Palette(
        # In a struct on the stack, GCC for i386 aligns a vector, and Clang does not.
        vectors=() if "i686" in compiler.name and goes_by_other else vectors,
        scalars=(*INTEGERS, *floats, *FLOATS, *wide, *complexes, "void *", *ENUMS),
        floats=floats,
        # Of vectors in a struct, Clang's callers there put two elsewhere than its `va_arg` looks for them.
        variadic_records=compiler.name != "clang aarch64-apple",
        # Whether a packed bit-field aligns an argument is another thing for each compiler.
        packs_bit_fields=target.records.bit_fields is BitFieldRules.SYSTEM_V
        and compiler.name != "clang armv7",
        # GCC takes no array without elements for part of a homogeneous aggregate; Clang never counts one.
        # Microsoft's C has no empty structs, and what passes one differs between the others.
        least_count=int(is_windows or compiler.name in _COUNTS_EMPTY_ARRAYS),
        least_members=int(is_windows),
        # They are padding for Clang, which is not the compiler that these targets go by.
        unnamed_widths=1 if goes_by_other and "riscv" not in compiler.name else 2,
    )


@st.composite
def batches(draw: st.DrawFn, compiler: Compiler, max_signatures: int) -> Drawn:
    """Draw records, each of which may hold the ones before it, and signatures."""
    colours = palette(compiler)
    records: list[str] = []
    names: tuple[str, ...] = ()
    for index in range(draw(st.integers(1, 10))):
        kind, text = draw(_record(index, colours, names))
        records.append(text)
        names = (*names, f"{kind} R{index}")
    types = st.one_of(
        st.sampled_from(names),
        st.sampled_from(names),
        st.sampled_from([*colours.scalars, *colours.vectors]),
    )
    count = draw(st.integers(1, max_signatures))
    signatures = [draw(_signature(types, colours)) for _ in range(count)]
    return Drawn(records=tuple(records), signatures=tuple(signatures))


@st.composite
def _signature(draw: st.DrawFn, types: st.SearchStrategy[str], colours: Palette) -> Signature:
    result = draw(st.one_of(types, st.just("void")))
    parameters = draw(st.lists(types, max_size=draw(st.sampled_from([3, 6, 12]))))
    variadic = None
    if parameters and draw(st.sampled_from([False, False, False, True])):
        promoted = types.filter(
            lambda name: name not in _PROMOTED and (colours.variadic_records or " R" not in name)
        )
        variadic = tuple(draw(st.lists(promoted, max_size=6)))
    return Signature(result=result, parameters=tuple(parameters), variadic=variadic)


_PROMOTED = {"_Bool", "signed char", "unsigned short", "float", *ENUMS}


@st.composite
def _record(draw: st.DrawFn, index: int, colours: Palette, known: tuple[str, ...]) -> tuple[str, str]:
    kind = draw(st.sampled_from(_RECORD_KINDS))
    attribute = draw(
        st.sampled_from(
            ["", "", "", "", "", "__attribute__((packed))", "__attribute__((aligned(16)))",
             "__attribute__((aligned(8)))"]
        )
    )  # fmt: skip
    shape = draw(st.sampled_from(["mixed", "mixed", "mixed", "homogeneous", "bits"]))
    if shape == "homogeneous":
        base = draw(st.sampled_from([*colours.floats, *colours.floats, "float _Complex", *colours.vectors]))
        body = _homogeneous(draw, base)
    else:
        packed, in_union = "packed" in attribute, kind == "union"
        parts = [
            _member(draw, colours, draw(_kinds(colours, shape, packed=packed)), number, in_union=in_union)
            if not (known and draw(st.integers(0, 6)) == 0)
            else f"{draw(st.sampled_from(known))} f{number};"
            for number in range(draw(st.integers(colours.least_members, 5)))
        ]
        body = " ".join(parts)
    return kind, f"{kind} {attribute} R{index} {{ {body} }};"


def _homogeneous(draw: st.DrawFn, base: str) -> str:
    parts = []
    for number in range(draw(st.integers(1, 3))):
        match draw(st.sampled_from(["plain", "plain", "array", "struct"])):
            case "plain":
                parts.append(f"{base} f{number};")
            case "array":
                parts.append(f"{base} f{number}[{draw(st.integers(1, 3))}];")
            case _:
                parts.append(f"struct {{ {base} a; }} f{number};")
    return " ".join(parts)


def _kinds(colours: Palette, shape: str, *, packed: bool) -> st.SearchStrategy[str]:
    """Return what a member may be, bit-fields more often where the shape is of them."""
    kinds = ["scalar", "scalar", "float", "array", "inner"]
    if colours.packs_bit_fields or not packed:
        kinds += ["bits"] * (5 if shape == "bits" else 1)
    return st.sampled_from(kinds)


def _member(draw: st.DrawFn, colours: Palette, kind: str, number: int, *, in_union: bool) -> str:
    match kind:
        case "bits":
            base, width = draw(
                st.sampled_from(
                    [("unsigned int", 32), ("unsigned short", 16), ("_Bool", 1), ("long long", 64)]
                )
            )
            unnamed = colours.unnamed_widths and not in_union
            name = draw(st.sampled_from([f"f{number}", f"f{number}", *[""] * bool(unnamed)]))
            widths = (
                st.integers(1, width) if name else st.integers(0, width if colours.unnamed_widths > 1 else 0)
            )
            return f"{base} {name}:{draw(widths)};"
        case "array":
            base = draw(st.sampled_from(["signed char", "unsigned short", "int", "float", "double"]))
            return f"{base} f{number}[{draw(st.integers(colours.least_count, 5))}];"
        case "inner":
            base = draw(st.sampled_from([*colours.scalars, *colours.vectors]))
            inner = draw(st.sampled_from(_RECORD_KINDS))
            second = draw(st.sampled_from(["int", "float", "double", "signed char", "long"]))
            name = draw(st.sampled_from([f"f{number}", ""]))
            return f"{inner} {{ {base} a{number}; {second} b{number}; }} {name};"
        case "float":
            return f"{draw(st.sampled_from(colours.floats))} f{number};"
        case _:
            return f"{draw(st.sampled_from([*colours.scalars, *colours.vectors]))} f{number};"
