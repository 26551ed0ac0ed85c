"""Integer constant expressions that C defines, for the C compiler and for ffisafe."""

import hypothesis.strategies as st

PROLOGUE = r"""
struct S { char c; double d; struct { int x[3]; union { short u; long v; }; } n;
           struct { char q; int r; }; unsigned b : 3; unsigned long long w : 40; int grid[2][5]; };
enum Small { SMALL_A = 1, SMALL_B = 7 };
enum Signed { SIGNED_A = -3, SIGNED_B };
enum Large { LARGE_A = 3000000000u, LARGE_B };
enum Mixed { MIXED_A = -1, MIXED_B = 70000 };
typedef unsigned char Byte; typedef unsigned long Word; typedef signed char Tiny;
typedef __typeof__(sizeof 0) Size; typedef int Strict __attribute__((aligned(16)));
extern struct S it; extern double real; extern int table[]; extern int table[12];
extern Byte bytes[5]; extern const char *const names[3]; extern Strict strict;
int function(int, char); long long *result(void);
enum E1 { A1 = 1, B1 = 0xFFFFFFFFu, C1 = -1LL };
enum E2 { A2 = 1, B2 = 1ULL << 63 };
enum V { P = 3000000000, Q = sizeof(P), R = P < -1, R2 = sizeof(R) };
typedef short Moded __attribute__((mode(DI)));
extern const struct S constant; static const struct S two[] = { {0}, {1} };
static const char text[] = "sized" "\x41" "B";
static const int listed[] = { 1, [4 ... 6] = 2, 3 };
"""
INTEGERS = (
    *("_Bool", "char", "signed char", "unsigned char", "short", "unsigned short", "int", "unsigned"),
    *("long", "unsigned long", "long long", "unsigned long long"),
)
TYPES = (*INTEGERS, "float", "double", "long double")
NAMED = ("Byte", "Word", "Tiny", "Strict", "enum Small", "enum Signed", "enum Large", "enum Mixed")
OBJECTS = (
    *("it", "it.n", "it.n.x", "it.n.x[1]", "it.n.v", "it.r", "it.grid[1]", "real", "table", "table[0]"),
    *("bytes", "names", "names[0]", "*names", "*names[0]", "&it", "&it.n.x", "*&it.n", "function(1, 2)"),
    *(
        "*result()",
        "result()[3]",
        "strict",
        "text",
        "listed",
        "(it.c, it.d)",
        "it.b + 1",
        "it.c ? it.c : it.d",
    ),
    *("(struct S *)0", "((struct S *)0)->n", "((struct S *)0)->grid[1]", "(int[]){1, 2, 3}", "&table[3]"),
    *('(char[]){"abc"}', "(struct S){0}.n", "it.n.x + 1", "1.0f + it.c", "&table[3] - &table[1]"),
    *('"abc"', 'L"ab" "c"', 'u"a\\U0001F600"', 'U"x"', 'u8"\\u00e9"', '"\\1" "2"', "L'a'", "u'a'", "U'a'"),
)
ENUMERATORS = (*("SMALL_A", "SMALL_B", "SIGNED_A", "SIGNED_B", "LARGE_A", "LARGE_B", "MIXED_A", "MIXED_B"),)
LITERAL_VALUES = (
    0,
    1,
    2,
    7,
    8,
    127,
    128,
    255,
    256,
    32767,
    65535,
    2**31 - 1,
    2**31,
    2**32 - 1,
    2**32,
    2**63 - 1,
)
SUFFIXES = ("", "u", "U", "l", "L", "ul", "LU", "ll", "LL", "uLL", "llu", "ULL")
CHARACTERS = (
    *("'a'", r"'\n'", r"'\0'", r"'\xff'", r"'\377'", r"'\\'", r"'\''", "'\"'", r"'\e'", r"'\x80'"),
    *("'ab'", "'abcd'", r"'\377\376'", "L'a'", r"L'\x7f'", r"u'\xffff'", r"U'\u20ac'", r"L'\u20ac'"),
)
FLOATS = (
    "0.1",
    "0.25f",
    "3.7",
    "1e3",
    "0x1.8p3",
    "16777217.0f",
    "1.5L",
    "2.5e-1f",
    "7.",
    ".5",
    "9007199254740993.0",
)
MEMBERS = ("n.x[2]", "n.v", "r", "grid[1][2]", "d", "n", "grid[SMALL_A]")


def _literal(drawn: tuple[int, str, str]) -> str:
    value, suffix, form = drawn
    return f"{format(value, form).replace('0o', '0')}{suffix}"


LITERALS = st.tuples(
    st.sampled_from(LITERAL_VALUES), st.sampled_from(SUFFIXES), st.sampled_from(["d", "#x", "#o", "#b"])
).map(_literal)
MEMBER_EXPRESSIONS = st.sampled_from(MEMBERS).flatmap(
    lambda path: st.sampled_from(
        [
            f"__builtin_offsetof(struct S, {path})",
            f"(unsigned long long)(Size)&((struct S *)0)->{path}",
            f"((char *)&((struct S *)0)->{path} - (char *)0)",
            f"sizeof(((struct S *)0)->{path})",
            f"__alignof__(((struct S *)0)->{path})",
            f"sizeof(__typeof__(it.{path}))",
        ]
    )
)
FLOATING = st.recursive(
    st.sampled_from(FLOATS),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda d: f"({d[0]} {d[1]} {d[2]})"),
        st.tuples(inner, st.sampled_from(["3.0f", "7.0", "3"])).map(lambda d: f"({d[0]} / {d[1]})"),
        inner.map(lambda text: f"(-{text})"),
        st.tuples(st.sampled_from(["float", "double"]), inner).map(lambda d: f"(({d[0]}){d[1]})"),
    ),
    max_leaves=3,
)
FROM_FLOATS = st.one_of(
    FLOATING.map(lambda text: f"((long long)({text} / 4096))"),
    FLOATING.map(lambda text: f"((_Bool){text})"),
    st.tuples(FLOATING, st.sampled_from(["<", ">", "<=", ">=", "==", "!=", "&&", "||"]), FLOATING).map(
        lambda d: f"({d[0]} {d[1]} {d[2]})"
    ),
    FLOATING.map(lambda text: f"(!{text})"),
)
LEAVES = st.one_of(
    LITERALS,
    LITERALS,
    st.sampled_from(CHARACTERS),
    st.sampled_from(OBJECTS).map(lambda text: f"sizeof({text})"),
    st.sampled_from([*TYPES, *NAMED, "int[3]", "struct S", "struct S *", "Strict", "void *"]).flatmap(
        lambda name: st.sampled_from([f"sizeof({name})", f"_Alignof({name})", f"__alignof__({name})"])
    ),
    st.sampled_from(
        ["SMALL_A", "SMALL_B", "SIGNED_A", "SIGNED_B", "LARGE_A", "LARGE_B", "MIXED_A", "MIXED_B"]
    ),
    MEMBER_EXPRESSIONS,
    FROM_FLOATS,
)


BUILTINS = ("popcount", "ffsll", "parityl", "bswap16", "bswap32", "bswap64")
CONDITIONS = st.sampled_from(["1", "SMALL_A > 1", "sizeof(long) == 8", "'a' & 1", "__builtin_constant_p(3)"])


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return expressions over others; what C leaves undefined is not among them."""
    binary = ["+", "-", "*", "&", "|", "^", "<", ">", "<=", ">=", "==", "!=", "&&", "||"]
    return st.one_of(
        st.tuples(st.sampled_from("-~!+"), inner).map(lambda d: f"({d[0]}({d[1]}))"),
        st.tuples(inner, st.sampled_from(binary), inner).map(lambda d: f"({d[0]} {d[1]} {d[2]})"),
        st.tuples(inner, st.sampled_from("/%"), st.sampled_from(["3", "7u", "(-2L)", "'a'", "5ull"])).map(
            lambda d: f"({d[0]} {d[1]} {d[2]})"
        ),
        st.tuples(inner, st.sampled_from(["<<", ">>"]), inner).map(
            lambda d: f"({d[0]} {d[1]} ({d[2]} & 15))"
        ),
        st.tuples(inner, inner, inner).map(lambda d: f"({d[0]} ? {d[1]} : {d[2]})"),
        st.tuples(inner, inner).map(lambda d: f"({d[0]} ?: {d[1]})"),
        st.tuples(st.sampled_from([*INTEGERS, *NAMED]), inner).map(lambda d: f"(({d[0]})({d[1]}))"),
        inner.map(lambda text: f"(0 && ({text}) / 0)"),
        inner.map(lambda text: f"(1 ? {text} : 1 / 0)"),
        inner.map(lambda text: f"sizeof({text})"),
        st.tuples(inner, inner).map(lambda d: f"((__typeof__({d[0]}))({d[1]}))"),
        st.tuples(CONDITIONS, inner, inner).map(lambda d: f"__builtin_choose_expr({d[0]}, {d[1]}, {d[2]})"),
        st.tuples(
            st.sampled_from(["popcount", "ffsll", "parityl", "bswap16", "bswap32", "bswap64"]), inner
        ).map(lambda d: f"__builtin_{d[0]}({d[1]})"),
        st.tuples(st.sampled_from(["clz", "ctzl", "clzll", "clrsb"]), inner).map(
            lambda d: f"__builtin_{d[0]}(({d[1]}) & 255 | 1)"
        ),
        st.tuples(inner, st.sampled_from(INTEGERS), inner, inner).map(
            lambda d: f"_Generic({d[0]}, {d[1]}: {d[2]}, default: {d[3]})"
        ),
    )


EXPRESSIONS = st.recursive(LEAVES, _compound, max_leaves=8)


def questions(text: str) -> tuple[str, str, str]:
    """Return expressions for the value, the size and the type of one."""
    choices = ", ".join(f"{name}: {index}" for index, name in enumerate(TYPES))
    return text, f"sizeof({text})", f"_Generic(({text}), {choices}, default: 99)"


EXPLICIT = r"""
A1
B1
C1
A2
B2
LARGE_A
LARGE_B
P
Q
R
R2
sizeof(B1)
sizeof(A2)
sizeof(B2)
sizeof(LARGE_A)
sizeof(enum E2)
(enum Large)-1 > 0
sizeof listed
sizeof two
sizeof(function)
sizeof(Moded)
(Moded)-1 < 0
sizeof(struct { int a; int : -!!(0); })
__alignof__(real)
__alignof__(it.d)
__alignof__ it.d
__alignof__(strict)
__alignof__ "abc"
sizeof(it.b + 1)
sizeof(&it - &it)
sizeof(*(1 ? (void *)(1l * 0) : (int *)1))
sizeof(void)
sizeof(1.0i + 1)
sizeof(2.0fi)
sizeof(_Complex float)
sizeof(+(char)1)
sizeof(!1.0)
&((struct S *)0)->n == 0
!&it
(long)(int *)-1
(char *)&it.n - (char *)&it
&table[2] - &table[0]
(int)((struct S *)0)->grid[1]
(char *)&((struct S *)16)->r - (char *)16
(_Bool)&it
&it != 0
__builtin_types_compatible_p(unsigned long, Word)
__builtin_types_compatible_p(int, Word)
__builtin_types_compatible_p(enum E1, enum Large)
__builtin_types_compatible_p(int[], int[4])
__builtin_types_compatible_p(__typeof__(table), __typeof__(&table[0]))
_Generic((enum Large)0, unsigned: 1, int: 2)
_Generic("a", char *: 1, const char *: 2)
_Generic(function, int (*)(int, char): 1, default: 2)
_Generic(&it.n.x, int (*)[3]: 1, default: 2)
_Generic(0 ? (void *)0 : (int *)0, int *: 1, void *: 2)
_Generic(1 ? &it : 0, struct S *: 1, default: 0)
_Generic(&constant, const struct S *: 1, struct S *: 2)
-7 / 2
-7 % 3
-1 >> 1
-1U >> 1
-1 < 1U
-1L < 1U
(short)-1 < 1U
2147483647 + 1
-(-2147483647 - 1)
-1 << 3
0x1'0
0b1'1
1'000'000
__builtin_strlen("abc\0d")
(int)(16777217.0f == 16777216)
(int)(1.0L / 2)
(unsigned char)300.5
(long long)1e18
(int)(0.1 + 0.2 == 0.3)
(int)(0.1f + 0.2f == 0.3f)
(int)__builtin_expect(3, 1)
(unsigned)-1.5
(signed char)-300.0
(unsigned long long)1e30
(int)-1e30
(enum Large)-1.0
(char)300.5
18446744073
_Generic(__builtin_bswap64(0), unsigned long: 1, unsigned long long: 2)
""".strip()
"""One a line."""
