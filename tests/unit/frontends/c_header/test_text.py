"""Preprocessed text as compilers write it, and as they do not."""

import pytest

from tests.support.headers import c_interface


@pytest.mark.parametrize(
    "text",
    [
        "int f(\r\nint x)\r\n;\r\n",
        "\ufeffint f(int x);",
        "int\ff\v(int x);",
        "int f(int x) /* ; */ ; // }",
        "int \\\nf(int x);",
        "int f(int x)\0;",
        'int f(\n# 7 "other.h" 1\nint x\n# 3 "lib.h" 2\n);',
        '#line 5 "lib.h"\nint f(int x);',
        '#ident "x"\nint f(int x);',
        "%:pragma once\nint f(int x);",
        "int f(int $dollar$);",
        'int f(int x) __attribute__((unused\n# 9 "lib.h"\n));',
        '_Pragma("GCC diagnostic push") int f(int x);',
    ],
)  # fmt: skip
def test_a_text_is_read(text: str) -> None:
    """White space, markers, and a last line without an end."""
    interface = c_interface(text)
    assert interface.problems == ()
    assert [*interface.functions] == ["f"]


def test_identifiers_are_characters_however_written() -> None:
    """A universal character name is the character that it names."""
    interface = c_interface("int \\u00e9t\\u00e9(void); int na\u00efve(void);")
    assert [*interface.functions] == ["\u00e9t\u00e9", "na\u00efve"]


def test_lines_are_those_of_the_markers() -> None:
    """A marker inside a declaration counts for what stands behind it."""
    interface = c_interface('int\n# 40 "lib.h"\nf(void);\nstruct S {\n\nint x; };')
    assert str(interface.functions["f"].location) == "lib.h:40"
    assert str(interface.records["struct S"].members[0].location) == "lib.h:43"


def test_one_declarator_that_is_not_understood_takes_no_other_with_it() -> None:
    """What stands before and behind it in the same declaration is read."""
    interface = c_interface(
        "extern int a, b @, *c;\ntypedef int T, U[@], *V;\nvoid f(T t, U u, V v); void g(V v);"
    )
    assert [*interface.variables] == ["a", "c"]
    assert [(each.symbol, each.reason) for each in interface.problems] == [
        ("b", "it cannot be parsed from `@` on"),
        ("U", "invalid expression"),
        ("f", "type U is not understood"),
    ]
    assert [*interface.functions] == ["g"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("struct S { @ }; struct T { struct S s; }; void f(struct S *);", ["S", "T"]),
        ("int g(int x; int h(void); void f(void);", ["g"]),
        ("} void f(void);", ["}"]),
        ("foo_t g(void); void f(void);", ["g"]),
        ('#pragma GCC optimize("short-enums")\nstruct S { int x; };\nvoid f(void);', ["S"]),
    ],
)  # fmt: skip
def test_the_rest_is_read(text: str, names: list[str]) -> None:
    """Each declaration that is not understood is named once; what comes behind it is there."""
    interface = c_interface(text)
    assert [each.symbol for each in interface.problems] == names
    assert "f" in interface.functions


def test_a_preprocessing_number_is_no_number() -> None:
    """What only looks like one is not taken for a constant."""
    (problem,) = c_interface("extern int version[2.1.5]; int f(void);").problems
    assert (problem.symbol, problem.reason) == ("version", "invalid expression")


def test_a_pragma_renames() -> None:
    """`redefine_extname` gives a function another symbol."""
    assert [*c_interface("#pragma redefine_extname old new\nint old(void);").functions] == ["new"]


def test_pragmas_that_are_not_understood_end() -> None:
    """Clang's attributes for all that follows are followed to their end."""
    push = "#pragma clang attribute push(__attribute__((packed)), apply_to = record)"
    text = f"{push}\nstruct S {{ int x; }};\n#pragma clang attribute pop\nstruct T {{ int x; }};"
    assert c_interface(text).problems == ()  # GCC knows of no such pragma
