"""The tables of targets against their compilers: scalars, vectors, atomics and `va_list`."""

import subprocess
from collections.abc import Mapping

import pytest

from ffisafe.abi.atomics import atomic
from ffisafe.abi.layout import size_and_alignment
from ffisafe.abi.platforms import TARGETS
from ffisafe.abi.varargs import va_list
from ffisafe.frontends.c_header.scalars import scalar, vector_of
from ffisafe.model.ctype import Array
from ffisafe.model.target import RulesOf, Target
from tests.support.ask import Oracle, clang_for, compiler_for, gcc_for, numbers

SPELLINGS = {"__float128": "_Float128", "__ibm128": "__ibm128", "__float80": "__float80"}
# What a newer compiler has, or an older one, than those here: GCC 12 and Clang 19.
NEWER = {"_Float16", "__bf16", "__fp16", "_Float128", "__float80"}
VECTORS = [1, 2, 4, 8, 16, 32, 64, 128, 256, 1024]
ATOMIC_SIZES = [0, 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 32]
TYPES = pytest.mark.parametrize("triple", TARGETS)


def known(oracle: Oracle, names: list[str]) -> list[str]:
    """Return the types that a compiler has."""
    found = []
    for name in names:
        try:
            numbers(oracle, f"typedef {name} T;", ["sizeof(T)"])
        except subprocess.CalledProcessError:
            continue
        found.append(name)
    return found


def measured(oracle: Oracle, names: list[str]) -> dict[str, tuple[int, ...]]:
    """Return size, alignment in a record, and alignment of a variable, by type."""
    header = "".join(f"typedef {name} T{index};\n" for index, name in enumerate(names))
    header += "".join(f"struct S{i} {{ char c; T{i} m; }};\n" for i in range(len(names)))
    asked = [
        question
        for i in range(len(names))
        for question in (f"sizeof(T{i})", f"OFFSET(struct S{i}, m)", f"__alignof__(T{i})")
    ]
    values = numbers(oracle, header, asked)
    return {name: tuple(values[3 * i : 3 * i + 3]) for i, name in enumerate(names)}


def tabled(target: Target, names: list[str]) -> dict[str, tuple[int, ...]]:
    """Return the same from the target's table."""
    found: dict[str, tuple[int, ...]] = {}
    for name in names:
        fact = target.scalars[SPELLINGS.get(name, name)]
        preferred = fact.preferred_align_bytes or fact.align_bytes
        found[name] = (fact.size_bytes, fact.align_bytes, preferred)
    return found


def names_of(target: Target, oracle: Oracle) -> list[str]:
    """Return the scalars of a table, as the compiler spells those that it has."""
    names = [name for name in target.scalars if name != "void"]
    known_here = known(oracle, sorted(NEWER & {*names}))
    if "_Float128" in names and "_Float128" not in known_here:
        known_here += known(oracle, ["__float128"])
    return [name for name in names if name not in NEWER] + known_here


@TYPES
def test_scalars(triple: str) -> None:
    """Size and both alignments of every arithmetic type are the compiler's."""
    target = TARGETS[triple]
    for oracle in filter(None, (gcc_for(target), clang_for(target))):
        names = names_of(target, oracle)
        assert tabled(target, names) == measured(oracle, names)


@TYPES
def test_no_scalar_is_forgotten(triple: str) -> None:
    """What the target's compiler has of these, the table has."""
    target = TARGETS[triple]
    asked = ["__int128", "_Float16", "__bf16", "_Float128", "__float128", "__float80", "__ibm128"]
    found = known(compiler_for(target), asked)
    assert {SPELLINGS.get(name, name) for name in found} <= {*target.scalars}


@TYPES
def test_what_headers_take_for_granted(triple: str) -> None:
    """Pointers, `size_t`, `wchar_t`, the sign of `char`, and what a bare `aligned` asks for."""
    target = TARGETS[triple]
    header = "typedef int bare __attribute__((aligned)); enum E { A };"
    questions: Mapping[str, int] = {
        "sizeof(void *)": target.pointer_bytes,
        "sizeof(void (*)(void))": target.pointer_bytes,
        "_Alignof(void *)": target.pointer_bytes,
        "(char)-1 < 0": target.char_is_signed,
        f"__builtin_types_compatible_p(__SIZE_TYPE__, {target.size_type})": 1,
        f"__builtin_types_compatible_p(__WCHAR_TYPE__, {target.wchar_type})": 1,
        "_Alignof(bare)": target.max_aligned_bytes,
        "(__typeof__((enum E)0))-1 < 0": target.enums_are_int,
    }
    values = numbers(compiler_for(target), header, [*questions])
    assert dict(zip(questions, values, strict=True)) == dict(questions)


@TYPES
@pytest.mark.parametrize("element", ["char", "float"])
def test_vectors(triple: str, element: str) -> None:
    """Alignment of a vector, small or huge, in a record."""
    target = TARGETS[triple]
    vectors = [size for size in VECTORS if size >= target.scalars[element].size_bytes]
    header = "".join(
        f"typedef {element} V{size} __attribute__((vector_size({size})));\n"
        f"struct S{size} {{ char c; V{size} v; }};\n"
        for size in vectors
    )
    aligned = {size: vector_of(scalar(element, target), size, target).align_bytes for size in vectors}
    values = numbers(compiler_for(target), header, [f"OFFSET(struct S{size}, v)" for size in vectors])
    assert aligned == dict(zip(vectors, values, strict=True))


@TYPES
def test_atomic_structs(triple: str) -> None:
    """`_Atomic` changes the alignment of a struct, and by Clang its size."""
    target = TARGETS[triple]
    sizes = [size for size in ATOMIC_SIZES if size or not target.records.empty_struct_bytes]
    header = "".join(
        f"typedef struct {{ char c[{size}]; }} S{size}; typedef _Atomic S{size} A{size};\n" for size in sizes
    )
    asked = [f"{question}(A{size})" for size in sizes for question in ("sizeof", "_Alignof")]
    values = numbers(compiler_for(target), header, asked)
    ours = [number for size in sizes for number in atomic(size, 1, target)]
    assert dict(zip(asked, ours, strict=True)) == dict(zip(asked, values, strict=True))


@TYPES
def test_a_va_list(triple: str) -> None:
    """Size, alignment, and whether it is an array, which cannot be assigned."""
    target = TARGETS[triple]
    header = "typedef __builtin_va_list T;"
    size, align = numbers(compiler_for(target), header, ["sizeof(T)", "_Alignof(T)"])
    try:
        numbers(compiler_for(target), f"{header} T a, b; void f(void) {{ a = b; }}", ["0"])
        is_array = False
    except subprocess.CalledProcessError:
        is_array = True
    ctype, layouts = va_list(target)
    assert (*size_and_alignment(ctype, layouts), isinstance(ctype, Array)) == (size, align, is_array)


def test_families_are_those_of_the_compilers_here() -> None:
    """Where a GCC is the platform's compiler, its rules are in the table."""
    ours = {target.triple for target in TARGETS.values() if target.records.of is RulesOf.GCC}
    assert all(gcc_for(TARGETS[triple]) for triple in ours)
