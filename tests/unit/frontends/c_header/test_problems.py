"""What cannot be understood is named once, and the rest is read."""

import pytest

from tests.support.headers import c_interface

NOT_UNDERSTOOD = {
    "decimal": ("_Decimal64 bad(void);", "bad", "type _Decimal64 is not understood"),
    "vector": (
        "int __attribute__((vector_size(5))) bad(void);",
        "bad",
        "a vector of 5 bytes of `int` is not understood",
    ),
    "typeof": ("typeof(unknown) bad(void);", "bad", "`unknown` is not declared"),
    "incomplete": ("struct Gone; struct Gone bad(void);", "bad", "`struct Gone` is an incomplete type"),
    "variable": ("extern _Decimal32 bad;", "bad", "type _Decimal32 is not understood"),
    "bound": (
        "extern int bad[sizeof(unknown) + 1];",
        "bad",
        "`unknown` is not declared",
    ),
    "grammar": ("int bad(int (%block)(void));", "bad", "it cannot be parsed from `%` on"),
    "grammar-of-a-struct": (
        "struct bad { int x; int __ptr32 *p; };",
        "bad",
        "it cannot be parsed from `*` on",
    ),
    "grammar-of-a-typedef": ("typedef struct { int @x; } bad;", "bad", "it cannot be parsed from `@` on"),
    "grammar-of-a-pointer": ("extern int (*bad)(int %x);", "bad", "it cannot be parsed from `%` on"),
    "grammar-of-a-body": ("int bad(int %x) { return 0; }", "bad", "it cannot be parsed from `%` on"),
    "long-chain": (f"int bad(int {'*' * 1500}p);", "bad", "its type is nested too deeply"),
    "deep-parentheses": (f"int bad(int {'(' * 9000}p{')' * 9000});", "bad", "it is nested too deeply"),
}


@pytest.mark.parametrize(("text", "symbol", "reason"), NOT_UNDERSTOOD.values(), ids=NOT_UNDERSTOOD)
def test_a_declaration_that_is_not_understood(text: str, symbol: str, reason: str) -> None:
    """One problem with name, reason and line; what stands before and behind is read."""
    interface = c_interface(f"int before(void);\n\n{text}\nint behind(struct T {{ int x; }} *t);\n")
    (problem,) = interface.problems
    assert (problem.symbol, problem.reason, str(problem.location)) == (symbol, reason, "lib.h:3")
    assert [*interface.functions] == ["before", "behind"]
    assert [*interface.records] == ["struct T"]


def test_a_type_that_is_not_understood_is_named_where_it_is_passed() -> None:
    """By value it cannot be passed, behind a pointer it can."""
    text = "struct V { _Decimal32 x; };\nvoid f(struct V v);\nvoid g(struct V *v);"
    interface = c_interface(text)
    assert [(problem.symbol, problem.reason) for problem in interface.problems] == [
        ("V", "type _Decimal32 is not understood"),
        ("f", "`struct V` is not understood"),
    ]
    assert [*interface.functions] == ["g"]


def test_a_typedef_that_is_not_understood_is_still_a_type() -> None:
    """What uses it is named with the reason, not taken for bad grammar."""
    interface = c_interface("typedef int (%block)(int);\nvoid f(block b);\nint block_count(void);")
    assert [(problem.symbol, problem.reason) for problem in interface.problems] == [
        ("block", "it cannot be parsed from `%` on"),
        ("f", "type block is not understood"),
    ]
    assert [*interface.functions] == ["block_count"]


@pytest.mark.parametrize(
    "end", ["", ";", "}", "{", ")", "};", "struct", "#", '"', "'", "/*", "\\", "[[", "__attribute__(("]
)
def test_recovery_ends(end: str) -> None:
    """However a header breaks off, reading it comes to an end, and what came before is kept."""
    interface = c_interface(f"int f(void);\nint broken(@ {end}")
    assert [*interface.functions] == ["f"]
    assert len(interface.problems) >= 1


@pytest.mark.parametrize(
    "text",
    [
        'asm(".globl x");',
        '__asm__ volatile ("nop");',
        '_Static_assert(__builtin_types_compatible_p(int, int), "same");',
        "static const int table[] = { [0 ... 3] = 1, [5] = (int){3} };",
        "#pragma GCC visibility push(default)",
        ";",
        "static inline int g(int x) { if (x) { return ({ int y = x; y; }); } return 2; }",
        '__attribute__((visibility("hidden"))) extern int h;',
    ],
)
def test_what_is_no_concern_of_an_interface(text: str) -> None:
    """Constructs that declare nothing for others are passed over in silence."""
    interface = c_interface(f"{text}\nint f(void);")
    assert interface.problems == ()
    assert "f" in interface.functions


def test_a_declaration_without_a_name_takes_no_keyword_with_it() -> None:
    """A typedef that cannot be parsed, and names nothing, costs no other declaration."""
    interface = c_interface("typedef int (*table[3]), int (*)[4]))[5];\nint f(int);")
    assert [*interface.functions] == ["f"]
    assert [problem.location and problem.location.line for problem in interface.problems] == [1]


def test_a_typedef_has_no_body() -> None:
    """One that has is a problem of its own."""
    interface = c_interface("typedef int t(void) { return 0; }\nint f(int);")
    assert [*interface.functions] == ["f"]
    assert [problem.symbol for problem in interface.problems] == ["t"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("_Bool x __attribute__((vector_size(8)));", "a vector of `_Bool` is not understood"),
        ("char a[1ull << 62]; char b[1ull << 62];", "its size is larger than all memory"),
    ],
)
def test_a_member_that_has_no_layout(text: str, reason: str) -> None:
    """What compilers do not take, or lay out in another way, is no size made up by us."""
    (problem,) = c_interface(f"struct T {{ {text} }};").problems
    assert (problem.symbol, problem.reason) == ("T", reason)
