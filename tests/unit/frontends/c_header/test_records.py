"""Structs, unions, enums and typedefs of a header."""

from pathlib import Path

import pytest

from ffisafe.abi.targets import find_target
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed
from ffisafe.frontends.c_header.read import read_preprocessed
from ffisafe.model.ctype import Enumeration, Scalar
from ffisafe.model.spelling import spell_c
from tests.support.headers import c_interface

Rows = list[tuple[str | None, str, int]]


def rows(text: str, key: str = "struct T") -> Rows:
    """Return name, type and offset in bytes of the members of a record."""
    record = c_interface(text).records[key]
    return [(member.name, spell_c(member.type), member.offset_bytes) for member in record.members]


def test_members_in_order_with_their_types() -> None:
    """Declarators share specifiers; arrays and pointers are their own."""
    found = rows("struct T { char a, *b, c[3]; int (*d)(void); const struct T *next; };")
    assert found == [
        ("a", "char", 0),
        ("b", "char *", 8),
        ("c", "char [3]", 16),
        ("d", "int (*)(void)", 24),
        ("next", "const struct T *", 32),
    ]


def test_anonymous_members_have_no_name() -> None:
    """They are members of their own, with a record of their own."""
    found = rows("struct T { int k; union { int i; struct { char a, b; }; }; };")
    assert found == [("k", "int", 0), (None, "union {...}", 4)]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("struct T { int x; };", "struct T"),
        ("typedef struct { int x; } T;", "T"),
        ("typedef struct T { int x; } U;", "struct T"),
        ("typedef struct T U; struct T { int x; };", "struct T"),
        ("struct Outer { struct T { int x; } inner; };", "struct T"),
        ("void f(struct T { int x; } *t);", "struct T"),
        ("typedef struct { int x; } *P, T;", "T"),
    ],
)
def test_the_name_of_a_record(text: str, key: str) -> None:
    """The tag where there is one, else the typedef's name."""
    record = c_interface(text).records[key]
    assert (record.name, [member.name for member in record.members]) == ("T", ["x"])


def test_a_file_read_twice_has_its_untagged_records_twice() -> None:
    """Two records at one line of one file are two."""
    part = '# 1 "part.h" 1\nstruct { int x; } *f{0}(void);\n# 9 "lib.h" 2\n'
    text = part.replace("{0}", "1") + part.replace("{0}", "2").replace("int x", "double x")
    assert sorted(record.size_bytes for record in c_interface(text).records.values()) == [4, 8]


@pytest.mark.parametrize(
    ("text", "size", "align"),
    [
        ("struct T { char a; int b; } __attribute__((packed));", 5, 1),
        ("struct __attribute__((packed)) T { char a; int b; };", 5, 1),
        ("struct T { char a; int b __attribute__((packed)); };", 5, 1),
        ("struct T { char a; } __attribute__((aligned(sizeof(long) * 2)));", 16, 16),
        ("typedef long word; struct T { char a; } __attribute__((aligned(sizeof(word))));", 8, 8),
        ("struct T { char a; } __attribute__((aligned));", 16, 16),
        ("struct T { char a; _Alignas(8) char b; };", 16, 8),
        ("struct T { char a; _Alignas(double) char b; };", 16, 8),
        ("typedef int loose __attribute__((aligned(2))); struct T { char a; loose b; };", 6, 2),
        ("typedef int strict __attribute__((aligned(16))); struct T { char a; strict b; };", 32, 16),
        ("#pragma pack(push, 1)\nstruct T { char a; int b; };\n#pragma pack(pop)", 5, 1),
        ("#pragma pack(push, 1)\n#pragma pack(pop)\nstruct T { char a; int b; };", 8, 4),
        ("#pragma pack(2)\nstruct T { char a; int b; };\n#pragma pack()", 6, 2),
        ("#pragma pack(1)\nstruct T { char a;\n#pragma pack()\n int b; };", 8, 4),
        ("struct T { char c[8]; }; struct U { char a; _Atomic struct T t; };", 8, 1),
        ("struct T { unsigned a : 3; unsigned : 0; unsigned b : 3; };", 8, 4),
        ("struct T { };", 0, 1),
        ("struct T { int n; char data[]; };", 4, 4),
        ("struct T { int mode __attribute__((mode(DI))); };", 8, 8),
        ("struct T { char a[__builtin_offsetof(struct U { char x; int y; }, y)]; };", 4, 1),
        ("struct T { __builtin_va_list args; };", 24, 8),
        ("typedef float v __attribute__((vector_size(16))); struct T { char a; v b; };", 32, 16),
        ("typedef float v __attribute__((vector_size(16), aligned(1))); struct T { char a; v b; };", 17, 1),
        ("typedef short v __attribute__((ext_vector_type(3))); struct T { v a; };", 2, 2),  # to GCC
        ("struct T { char a; int b[3] __attribute__((vector_size(8))); };", 32, 8),
        ("struct T { char a; _Complex float b; };", 12, 4),
        ("struct T { long double _Complex a; _Complex b; };", 48, 16),
        ("struct T { _Complex unsigned short a; };", 4, 2),
    ],
)
def test_size_and_alignment(text: str, size: int, align: int) -> None:
    """What changes a layout is followed, wherever it is written."""
    record = c_interface(text).records["struct T"]
    assert (record.size_bytes, record.align_bytes) == (size, align)


def test_a_pointer_to_what_contains_the_record() -> None:
    """The other record is laid out once this one is."""
    text = "struct T { struct U *u; struct V { struct U *u; } v; }; struct U { struct T t; struct V v[2]; };"
    interface = c_interface(text)
    assert interface.problems == ()
    assert {key: record.size_bytes for key, record in interface.records.items()} == {
        "struct V": 8,
        "struct T": 16,
        "struct U": 32,
    }


def test_an_atomic_struct_has_the_alignment_of_its_size() -> None:
    """`_Atomic` raises the alignment of what fits a machine word."""
    found = rows("struct B { char c[8]; }; struct T { char a; _Atomic struct B b; };")
    assert found[1] == ("b", "_Atomic(struct B)", 8)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "struct T { int a __attribute__((vector_size(12))); };",
            "a vector of 12 bytes of `int` is not understood",
        ),
        (
            "struct S { int a; }; struct T { struct S a __attribute__((vector_size(16))); };",
            "attribute vector_size on `struct S` is not understood",
        ),
    ],
)
def test_what_is_no_vector(text: str, reason: str) -> None:
    """A vector has scalars, and a power of two of bytes."""
    assert [problem.reason for problem in c_interface(text).problems] == [reason]


def test_a_vector_is_spelt_as_it_was_declared() -> None:
    """With the name of its typedef, or as GNU C writes it; the attribute reaches through pointers."""
    text = "typedef float v VEC; struct T { v a; int *b VEC; };"
    text = text.replace("VEC", "__attribute__((vector_size(8)))")
    assert rows(text) == [("a", "v", 0), ("b", "int __attribute__((vector_size(8))) *", 8)]


@pytest.mark.parametrize(
    ("text", "underlying"),
    [
        ("enum E { A };", "unsigned int"),
        ("enum E { A = -1 };", "int"),
        ("enum E { A = 0xffffffff };", "unsigned int"),
        ("enum E { A = -1, B = 0xffffffff };", "long"),
        ("enum E { A = 1UL << 63 };", "unsigned long"),
        ("enum E { A } __attribute__((packed));", "unsigned char"),
        ("enum __attribute__((packed)) E { A = -129 };", "short"),
        ("enum E : short { A };", "short"),
    ],
)
def test_the_type_of_an_enum(text: str, underlying: str) -> None:
    """The smallest that holds all constants, from int up unless packed."""
    ctype = c_interface(f"{text} void f(enum E e);").functions["f"].parameters[0].type
    assert isinstance(ctype, Enumeration)
    assert ctype.underlying.name == underlying


def test_enumerators_may_use_those_before_them() -> None:
    """Values follow C: one more than the one before, or an expression of them."""
    constants = c_interface(
        r"enum { A = 3, B, C = A | B << 1, D = 'a', F = -'\xff', G = sizeof(int[C]) };"
    ).constants
    assert {name: constants[name] for name in "ABCDFG"} == {"A": 3, "B": 4, "C": 11, "D": 97, "F": 1, "G": 44}


def test_a_scalar_keeps_the_name_of_its_typedef() -> None:
    """`size_t` is shown as `size_t`, and is an unsigned long."""
    ctype = c_interface("void f(size_t n);").functions["f"].parameters[0].type
    assert isinstance(ctype, Scalar)
    assert (ctype.name, ctype.size_bytes, str(ctype.encoding)) == ("size_t", 8, "unsigned")


def test_a_callback_may_take_the_struct_that_holds_it() -> None:
    """A function type may have parameters that are not complete yet."""
    assert rows("struct T { int (*call)(struct T self, struct Later later); };") == [
        ("call", "int (*)(struct T, struct Later)", 0)
    ]


def test_an_enum_that_is_not_understood_stays_so() -> None:
    """Each use of it is a problem: nothing is made up from the constants before the one that failed."""
    text = "enum E { A, B = sizeof(unknown) };\nvoid f(enum E e);\nvoid g(enum E e);"
    interface = c_interface(text)
    assert [problem.symbol for problem in interface.problems] == ["E", "f", "g"]
    assert dict(interface.constants) == {}


def test_a_record_without_a_tag_has_the_alignment_of_its_name() -> None:
    """`aligned` on the typedef counts for what has that name, stricter or looser; the size stays."""
    text = "typedef struct { int a; } Strict __attribute__((aligned(16)));"
    text += "typedef struct { double a; } Loose __attribute__((aligned(2))), Plain;"
    text += "struct T { char c; Strict s; char d; Loose l; char e; Plain p; };"
    layouts = c_interface(text).records
    assert [(layouts[name].size_bytes, layouts[name].align_bytes) for name in ("Strict", "Loose")] == [
        (4, 16),
        (8, 2),
    ]
    assert [member.offset_bytes for member in layouts["struct T"].members] == [0, 16, 20, 22, 30, 32]


@pytest.mark.parametrize(
    ("triple", "text", "figures"),
    [
        # What the comparison with compilers found, on the target where it was wrong.
        (
            "x86_64-pc-windows-gnu",
            "struct T { char a; long b : 3; long c : 30; } __attribute__((packed));",
            (9, 1),
        ),
        ("i686-unknown-linux-gnu", "struct T { char a; int b __attribute__((vector_size(8))); };", (12, 4)),
        ("i686-unknown-linux-gnu", "struct T { char a; float b __attribute__((vector_size(8))); };", (16, 8)),
        (
            "i686-unknown-linux-gnu",
            (
                "struct I { unsigned long long a __attribute__((aligned(8))); };"
                "struct T { char a; struct I b; };"
            ),
            (16, 8),
        ),
        (
            "x86_64-pc-windows-msvc",
            (
                "struct I { char a; } __attribute__((aligned(8)));\n#pragma pack(1)\n"
                "struct T { char a; struct I b; };"
            ),
            (16, 8),
        ),
        (
            "x86_64-pc-windows-msvc",
            "typedef long long L __attribute__((aligned(2))); struct T { char a; L b[2]; };",
            (18, 2),
        ),
        (
            "x86_64-apple-darwin",
            "struct T { char a : 6; unsigned long b : 64 __attribute__((packed)); };",
            (9, 1),
        ),
        (
            "wasm32-wasip1",
            "enum __attribute__((aligned(8))) E { A }; struct T { char a; enum E b; };",
            (16, 8),
        ),
        (
            "i686-unknown-linux-musl",
            "struct I { } __attribute__((aligned(8))); struct T { _Atomic struct I a; };",
            (8, 8),
        ),
        ("x86_64-apple-darwin", "struct I { char c[3]; }; struct T { char a; _Atomic struct I b; };", (8, 4)),
    ],
)
def test_corners_of_other_targets(triple: str, text: str, figures: tuple[int, int]) -> None:
    """Size and alignment are those of the target's compiler."""
    source = Preprocessed(text=f'# 1 "lib.h"\n{text}', macros={}, system_files=frozenset())
    interface = read_preprocessed(source, [Path("lib.h")], find_target(triple))
    layout = interface.records["struct T"]
    assert (layout.size_bytes, layout.align_bytes) == figures


@pytest.mark.parametrize(
    ("member", "reason"),
    [
        ("int x : 33", "bit-field `x` has 33 bits, and `int` only 32"),
        ("_Bool x : 2", "bit-field `x` has 2 bits, and `_Bool` only 1"),
        ("int x : 0", "bit-field `x` has width 0"),
        ("int x : -1", "bit-field `x` has width -1"),
        ("float x : 3", "a bit-field cannot have type `float`"),
    ],
)
def test_a_bit_field_that_no_compiler_takes(member: str, reason: str) -> None:
    """What breaks the constraints on bit-fields has no layout."""
    (problem,) = c_interface(f"struct T {{ char c; {member}; }};").problems
    assert (problem.symbol, problem.reason) == ("T", reason)
