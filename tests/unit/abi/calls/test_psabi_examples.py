"""The examples that the psABIs give themselves, and what their rules say of the cases at the edge."""

import pytest

from tests.unit.abi.calls.places import call_of, place, places

AMD64 = "x86_64-unknown-linux-gnu"
I686 = "i686-unknown-linux-gnu"
ARM64 = "aarch64-unknown-linux-gnu"
APPLE = "aarch64-apple-darwin"
ARMV7 = "armv7-unknown-linux-gnueabihf"
RISCV64 = "riscv64gc-unknown-linux-gnu"
MSVC = "x86_64-pc-windows-msvc"
MINGW = "x86_64-pc-windows-gnu"

STRUCTPARM = "typedef struct { int a, b; double d; } structparm;\n"


def test_the_example_of_the_amd64_psabi() -> None:
    """Figures 3.5 and 3.6, without the vectors that need AVX."""
    header = (
        f"{STRUCTPARM}void f(int e, int f, structparm s, int g, int h,"
        " long double ld, double m, double n, int i, int j, int k);"
    )
    layout = call_of(header, AMD64)
    expected = ["rdi", "rsi", "rdx xmm0", "rcx", "r8", "0", "xmm1", "xmm2", "r9", "16", "24"]
    assert (places(layout), layout.stack_bytes) == (expected, 32)


def test_vectors_of_avx_go_in_memory_without_it() -> None:
    """On the stack, aligned to their size; as a result through the hidden pointer."""
    layout = call_of("__m256 f(__m128 v, __m256 w, int i, __m512 z);", AMD64)
    assert (places(layout), place(layout.result)) == (["xmm0", "0", "rsi", "64"], "&rdi")


def test_the_example_of_the_i386_psabi() -> None:
    """Its table of places, without the vectors that need AVX: the hidden pointer comes first."""
    layout = call_of(f"{STRUCTPARM}structparm f(int i, __m128 v, structparm s, __m128 x, __m128 y);", I686)
    assert places(layout) == ["4", "xmm0", "8", "xmm1", "xmm2"]
    assert (place(layout.result), layout.popped_bytes, layout.returned_address) == ("&0", 4, "eax")


@pytest.mark.parametrize(
    ("triple", "text", "where"),
    [
        (AMD64, "struct s { float x, y, z; }", "xmm0 xmm1"),
        (AMD64, "struct s { float x; int i; }", "rdi"),
        (AMD64, "struct s { char c[3]; }", "rdi"),
        (AMD64, "struct s { long a; double b; }", "rdi xmm0"),
        (AMD64, "struct s { long a[3]; }", "0"),
        (AMD64, "struct s { char c; int i; } __attribute__((packed))", "0"),
        (AMD64, "struct s { int n; char tail[]; }", "0"),
        (AMD64, "struct s { }", ""),
        (AMD64, "union s { double d; int i; }", "rdi"),
        (AMD64, "union s { long double l; int i; }", "0"),
        (AMD64, "struct s { _Float128 q; }", "xmm0"),
        (AMD64, "struct s { int a : 3, b : 30; }", "rdi"),
        (ARM64, "struct s { float x, y, z, w; }", "s0 s1 s2 s3"),
        (ARM64, "struct s { float v[5]; }", "&x0"),
        (ARM64, "struct s { double d; float f; }", "x0 x1"),
        (ARM64, "struct s { struct { __m128 v; } a[4]; }", "q0 q1 q2 q3"),
        (ARM64, "union s { float f[3]; float g; }", "s0 s1 s2"),
        (ARM64, "struct s { char c[17]; }", "&x0"),
        (ARMV7, "struct s { double d[4]; }", "d0 d1 d2 d3"),
        (ARMV7, "struct s { char c[20]; }", "r0 r1 r2 r3 0"),
        (ARMV7, "struct s { float f; int i; }", "r0 r1"),
        (RISCV64, "struct s { float f[2]; }", "fa0 fa1"),
        (RISCV64, "struct s { int i; double d; } __attribute__((packed))", "a0 fa0"),
        (RISCV64, "struct s { float f[3]; }", "a0 a1"),
        (RISCV64, "union s { float f; }", "a0"),
        (RISCV64, "struct s { char c[17]; }", "&a0"),
        (RISCV64, "struct s { struct { float f[1]; } a[2]; }", "fa0 fa1"),
        (MSVC, "struct s { float x, y; }", "rcx"),
        (MSVC, "struct s { char c[3]; }", "&rcx"),
        (MSVC, "struct s { double d; }", "rcx"),
        (MINGW, "struct s { long double l; }", "&rcx"),
    ],
)
def test_where_a_struct_goes(triple: str, text: str, where: str) -> None:
    """As the first and only argument."""
    tag = " ".join(text.split()[:2])
    assert places(call_of(f"{text};\nvoid f({tag} it);", triple)) == [where]


@pytest.mark.parametrize(
    ("triple", "declaration", "where"),
    [
        # A struct that does not fit in what is left goes on the stack, and leaves it for later ones.
        (
            AMD64,
            "void f(int, int, int, int, int, struct { long a, b; } s, int);",
            ["rdi", "rsi", "rdx", "rcx", "r8", "0", "r9"],
        ),
        # AAPCS64, C.10: an even register for what is aligned to 16, and the one before it stays unused.
        (ARM64, "void f(int, __int128, int);", ["x0", "x2 x3", "x4"]),
        (
            ARM64,
            "void f(int, int, int, int, int, int, int, struct { long a, b; } s, int);",
            ["x0", "x1", "x2", "x3", "x4", "x5", "x6", "0", "16"],
        ),
        # Apple: no more room on the stack than the type needs.
        (
            APPLE,
            "void f(long, long, long, long, long, long, long, long, char, short, int);",
            ["x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7", "0", "2", "4"],
        ),
        # AAPCS32: `s1` is filled later, and the pair skips `r1`.
        (ARMV7, "void f(float, double, float, int, long long);", ["s0", "d1", "s1", "r0", "r2 r3"]),
        # RISC-V: half in the last register, half on the stack.
        (
            RISCV64,
            "void f(long, long, long, long, long, long, long, __int128);",
            ["a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7 0"],
        ),
        # Microsoft: the position decides, whatever kind of register it is.
        (MSVC, "void f(int, double, int, float, double);", ["rcx", "xmm1", "r8", "xmm3", "32"]),
    ],
)
def test_where_arguments_go(triple: str, declaration: str, where: list[str]) -> None:
    """In their order, one after the other."""
    assert places(call_of(declaration, triple)) == where


@pytest.mark.parametrize(
    ("triple", "more", "where"),
    [
        (AMD64, ["i", "d"], ["rdi", "rsi", "xmm0"]),
        (APPLE, ["i", "d"], ["x0", "0", "8"]),
        (ARMV7, ["i", "d"], ["r0", "r1", "r2 r3"]),
        (RISCV64, ["l"], ["a0", "a2 a3"]),
        (RISCV64, ["d"], ["a0", "a1"]),
        (MSVC, ["d", "i"], ["rcx", "xmm1 rdx", "r8"]),
    ],
)
def test_where_variadic_arguments_go(triple: str, more: list[str], where: list[str]) -> None:
    """Each psABI has a rule of its own for what follows the named arguments."""
    header = "extern int i; extern double d; extern long double l; void f(const char *format, ...);"
    assert places(call_of(header, triple, more)) == where


@pytest.mark.parametrize(
    ("triple", "result", "where"),
    [
        (AMD64, "long double", "st(0)"),
        (AMD64, "long double _Complex", "st(0) st(1)"),
        (AMD64, "struct { long a; double b; }", "rax xmm0"),
        (AMD64, "struct { long a[3]; }", "&rdi"),
        (ARM64, "struct { long a[3]; }", "&x8"),
        (ARM64, "double _Complex", "d0 d1"),
        (ARMV7, "struct { char c[5]; }", "&r0"),
        (ARMV7, "long long", "r0 r1"),
        (RISCV64, "struct { long a[3]; }", "&a0"),
        (MSVC, "struct { char c[3]; }", "&rcx"),
        (MSVC, "__m128", "xmm0"),
        (I686, "float", "st(0)"),
        (I686, "float _Complex", "eax edx"),
        (I686, "struct { char c; }", "&0"),
        ("i686-pc-windows-msvc", "struct { int a, b; }", "eax edx"),
        ("i686-pc-windows-gnu", "struct { float f; }", "st(0)"),
    ],
)
def test_where_a_result_goes(triple: str, result: str, where: str) -> None:
    """In registers, or through a hidden pointer."""
    assert place(call_of(f"{result} f(void);", triple).result) == where
