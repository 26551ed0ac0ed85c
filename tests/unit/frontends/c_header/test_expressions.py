"""Expressions: what their values and types are, and what is said where they have none.

`tests/properties/c_header/test_constants_oracle.py` asks compilers; here is what they do not agree
on, or do not know in the dialect that is asked.
"""

import pytest

from ffisafe.abi.targets import find_target
from tests.support.headers import c_interface, interface_for

PROLOGUE = """\
struct S { char c; int bits : 3; int list[4]; };
extern struct S it; extern int open[]; int f(int);
"""
VALUES = {
    "const variable": ("static const int n = 4; enum { E = n + 1 };", 5),
    "braced const variable": ("static const unsigned char n = { 300 }; enum { E = n };", 44),
    "constexpr": ("constexpr int n = 3 * 2; enum { E = n };", 6),
    "braced constexpr": ("constexpr unsigned char n = { 300 }; enum { E = n };", 44),
    "typeof_unqual": ("extern typeof_unqual(it.list[0]) v; enum { E = sizeof(v) };", 4),
    "later declaration": ("extern int a[]; extern int a[3]; enum { E = sizeof a };", 12),
    "string": ('static const char s[] = { "abc" }; enum { E = sizeof s };', 4),
    "list of strings": ('static const char *const s[] = { "a,b", "c" }; enum { E = sizeof s };', 16),
    "lines of a table": ("static const int t[][2] = { {1, 2}, {3, 4}, };  enum { E = sizeof t };", 16),
    "designated": ("static int t[] = { 1, [sizeof(long)] = (int){ 2 }, 3 }; enum { E = sizeof t };", 40),
    "records": (
        "struct P { int x, y; }; static struct P p[] = { { 1 }, { .y = 2 } }; enum { E = sizeof p };",
        16,
    ),
    "typeof a variable": ("typeof(it) other; enum { E = sizeof(other) };", 20),
    "typeof a member": ("typeof(((struct S *)0)->list) other; enum { E = sizeof(other) };", 16),
    "typeof a call": ("extern typeof(f(1)) v; enum { E = sizeof(v) };", 4),
    "bit-precise": ("enum { E = 3wb + 4uwb == 7 };", 1),
    "characters of a string": (r"""enum { E = "a\xff"[1] == -1 && L"\xff"[0] == 255 && "b"[1] == 0 };""", 1),
    "true": ("enum { E = true + true };", 2),
    "nullptr": ("enum { E = sizeof(nullptr) + (nullptr == 0) };", 9),
    "Microsoft's suffixes": ("enum { E = sizeof(1i8) + sizeof(2ui64) + 0xFFui16 };", 264),
    "comma": ("enum { E = (1, 2) };", 2),
    "type to choose by": ("enum { E = _Generic(const int *, int *: 1, const int *: 2) };", 2),
    "dead operands": ("enum { E = (1 || 1 / 0) + (0 && 1 << 99) + (1 ? 1 : 1 % 0) };", 2),
    "a type in an operand": ("enum { E = sizeof(enum { INNER = 3 }) + INNER };", 7),
    "many terms": (f"enum {{ E = {'1 + ' * 5000}1 }};", 5001),
}
NOT_CONSTANT = {
    "division": ("1 / (2 - 2)", "`1 / (2 - 2)` is not constant: division by zero"),
    "remainder": ("5 % 0", "`5 % 0` is not constant: division by zero"),
    "shift": ("1 << 32", "`1 << 32` is not constant: shift of `int` by 32 bits"),
    "negative shift": ("1 >> -1", "`1 >> -1` is not constant: shift of `int` by -1 bits"),
    "inner division": ("1 + 2 / 0", "`1 + 2 / 0` is not constant: division by zero in `2 / 0`"),
    "variable": ("it.c", "`it.c` is not constant: it is read from memory"),
    "call": ("f(1) + 1", "`f(1) + 1` is not constant: a call of `f` is not a constant"),
    "address": ("(long)&it", "`(long) (&it)` is not constant: the address of `it` is not known"),
    "assignment": ("it.c = 1", "`it.c = 1` is not constant: an assignment is not constant"),
    "increment": ("it.c++", "`it.c++` is not constant: operator `++` is not constant"),
    "floating": ("1.5", "`1.5` is not an integer"),
    "string": ('"abc"', '`"abc"` is not an integer'),
    "unknown name": ("unknown + 1", "`unknown` is not declared"),
    "unknown function": ("g(1)", "`g` is not declared"),
    "statement expression": ("({ 1; })", "a statement expression `({ ... })` is not constant"),
    "bit-field's size": ("sizeof(it.bits)", "`it.bits` is a bit-field, which has no size"),
    "bit-field's address": ("(long)&it.bits", "`it.bits` is a bit-field, which has no address"),
    "bit-field's offset": (
        "__builtin_offsetof(struct S, bits)",
        "`bits` is a bit-field, which has no offset",
    ),
    "bit-field's alignment": ("__alignof__(it.bits)", "`it.bits` is a bit-field, which has no alignment"),
    "open array": ("sizeof(open)", "the length of `open` is not known"),
    "incomplete": ("sizeof(struct Gone)", "struct Gone is an incomplete type"),
    "no member": ("sizeof(it.gone)", "`struct S` has no member `gone`"),
    "no record": ("sizeof(it.c.x)", "`char` has no members"),
    "no pointer": ("sizeof(*it.c)", "a value of type `char` is no pointer"),
    "no number": ("it + 1", "`it` is not a number"),
    "no function": ("it.c(1)", "`it.c` is not a function"),
    "pointers": ("1 ? &it : &it.c", "the pointers of `(1) ? (&it) : (&it.c)` are of different types"),
    "pointer sum": ("(long)(&it * 2)", "operator `*` of a pointer in `&it * 2`"),
    "floating shift": ("1.5 << 1", "operator `<<` of floating operands"),
    "floating complement": ("~1.5", "operator `~` of the floating `1.5`"),
    "no association": (
        "_Generic(1, char: 1)",
        "`_Generic(1, char: 1)` does not choose exactly one association",
    ),
    "arguments": ("__builtin_clz(1, 2)", "`__builtin_clz` does not take 2 arguments"),
    "no bit": ("__builtin_ctz(0)", "`__builtin_ctz(0)` is not constant: `0` has no such bit"),
    "too large": ("99999999999999999999", "`99999999999999999999` fits no integer type"),
    "elided braces": (
        "sizeof((int[][2]){ 1, 2 })",
        "an array's length comes from an initialiser without inner braces",
    ),
    "far element": ("sizeof((int[]){ [-1] = 1 })", "array index -1 in an initialiser"),
}


@pytest.mark.parametrize(("text", "value"), VALUES.values(), ids=VALUES)
def test_value(text: str, value: int) -> None:
    """It is what the standard says, or the compiler that has the extension."""
    interface = c_interface(PROLOGUE + text)
    assert interface.problems == ()
    assert interface.constants["E"] == value


@pytest.mark.parametrize(("text", "reason"), NOT_CONSTANT.values(), ids=NOT_CONSTANT)
def test_an_expression_without_a_value(text: str, reason: str) -> None:
    """What needs it is a problem, which names the construct as the header has it."""
    interface = c_interface(f"{PROLOGUE}struct Bad {{ char bytes[{text}]; }};")
    assert [(each.symbol, each.reason) for each in interface.problems] == [("Bad", reason)]


@pytest.mark.parametrize(
    "text",
    [
        f"{'(' * 400}1{')' * 400}",
        f"{'-' * 3000}1",
        f"{'sizeof ' * 900}1",
        f"{'(char)' * 2000}1",
        f"{'1 ? 1 : ' * 3000}1",
        f"it{'.c' * 3000}",
        f"f{'(1)' * 3000}",
        "sizeof(int" + "[sizeof(int" * 300 + ")]" * 300 + ")",
    ],
)
def test_deep_nesting_ends(text: str) -> None:
    """It has its value or is a problem, and what follows is read."""
    interface = c_interface(f"{PROLOGUE}struct Bad {{ char bytes[{text}]; }};\nint after(void);")
    assert len(interface.problems) <= 1
    assert "after" in interface.functions


@pytest.mark.parametrize(
    ("triple", "text", "value"),
    [
        ("x86_64-unknown-linux-gnu", "sizeof(2147483648)", 8),
        ("x86_64-pc-windows-msvc", "sizeof(0xFFFFFFFFF) + sizeof(1L)", 12),
        ("x86_64-unknown-linux-gnu", r"'\xff'", -1),
        ("aarch64-unknown-linux-gnu", r"'\xff'", 255),
        ("x86_64-pc-windows-msvc", r"sizeof(L'a') + L'\xffff'", 65537),
    ],
)
def test_values_by_target(triple: str, text: str, value: int) -> None:
    """Types and signs are the target's."""
    interface = interface_for(find_target(triple), f"enum {{ E = {text} }};")
    assert interface.constants["E"] == value
