"""The parser of expressions."""

import pytest

from ffisafe.contracts.expression import parse
from ffisafe.errors import ExpressionError
from ffisafe.model.expression import Apply, Binary, Conditional, Name, Node, Number, Unary
from ffisafe.model.source import SourceLocation

A, B, C = Name(("a",)), Name(("b",)), Name(("c",))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("42", 42),
        ("0x1F", 31),
        ("0Xff", 255),
        ("017", 15),
        ("0b101", 5),
        ("7u", 7),
        ("7ULL", 7),
        ("7lu", 7),
        ("18446744073709551615", 2**64 - 1),
        ("'a'", 97),
        (r"'\n'", 10),
        (r"'\0'", 0),
        (r"'\x7f'", 127),
        (r"'\''", 39),
        ("true", 1),
        ("false", 0),
        ("NULL", 0),
    ],
)
def test_literals_have_the_value_that_c_gives_them(text: str, value: int) -> None:
    """Integer and character constants, and the three words, are numbers."""
    assert parse(text).root == Number(value)


@pytest.mark.parametrize(
    "text", ["08", "0x", "1.5", "1e3", "10abc", "7lL", "0b12", "18446744073709551616", "9" * 5000]
)
def test_what_is_no_integer_of_c_is_refused(text: str) -> None:
    """A malformed, floating or too large constant is an error at its column."""
    with pytest.raises(ExpressionError) as caught:
        parse(f"n + {text}")
    assert caught.value.message == f"`n + {text}`, column 5: `{text}` is not an integer of C"


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("m", ("m",)),
        ("return", ("return",)),
        ("m.rows", ("m", "rows")),
        ("m->rows", ("m", "rows")),
        ("m -> inner . rows", ("m", "inner", "rows")),
        ("*written", ("written", "*")),
        ("**p", ("p", "*", "*")),
        ("*m.count", ("m", "count", "*")),
        ("(*m).count", ("m", "*", "count")),
        ("(m).rows", ("m", "rows")),
        ("größe", ("größe",)),
    ],
)
def test_names_reach_fields_and_pointees(text: str, path: tuple[str, ...]) -> None:
    """A name is followed through fields, arrows and `*`."""
    assert parse(text).root == Name(path)


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("a + b * c", Binary("+", A, Binary("*", B, C))),
        ("(a + b) * c", Binary("*", Binary("+", A, B), C)),
        ("a - b - c", Binary("-", Binary("-", A, B), C)),
        ("a << b + c", Binary("<<", A, Binary("+", B, C))),
        ("a & b == c", Binary("&", A, Binary("==", B, C))),
        ("a | b ^ c & a", Binary("|", A, Binary("^", B, Binary("&", C, A)))),
        ("a || b && c", Binary("||", A, Binary("&&", B, C))),
        ("-a * !b", Binary("*", Unary("-", A), Unary("!", B))),
        ("a - -b", Binary("-", A, Unary("-", B))),
        ("a * *b", Binary("*", A, Name(("b", "*")))),
        ("a ? b : c ? a : b", Conditional(A, B, Conditional(C, A, B))),
        ("a || b ? a : c", Conditional(Binary("||", A, B), A, C)),
        ("old(a) + 1", Binary("+", Apply("old", (A,)), Number(1))),
        ("min(a, max(b, c))", Apply("min", (A, Apply("max", (B, C))))),
        ("strlen(a)", Apply("strlen", (A,))),
    ],
)
def test_operators_group_as_in_c(text: str, root: Node) -> None:
    """Precedence and associativity are C's."""
    assert parse(text).root == root


def test_a_function_name_without_parentheses_is_a_name() -> None:
    """A parameter may be called `min`."""
    assert parse("min + 1").root == Binary("+", Name(("min",)), Number(1))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "``, column 1: expected a value, found the end"),
        ("m *", "`m *`, column 4: expected a value, found the end"),
        ("m * / n", "`m * / n`, column 5: expected a value, found `/`"),
        ("(m", "`(m`, column 3: expected `)`, found the end"),
        ("m n", "`m n`, column 3: expected an operator, found `n`"),
        ("m\n n", "`m  n`, column 4: expected an operator, found `n`"),
        ("a ? b", "`a ? b`, column 6: expected `:`, found the end"),
        ("a.1", "`a.1`, column 3: expected a field, found `1`"),
        ("a[0]", "`a[0]`, column 2: unexpected `[`"),
        ("a--", "`a--`, column 2: expected an operator, found `--`"),
        ("*(a + b)", "`*(a + b)`, column 1: `*` takes a parameter, `return` or a field"),
        ("min(a)", "`min(a)`, column 1: `min` takes 2 arguments, not 1"),
        ("old(a, b)", "`old(a, b)`, column 1: `old` takes 1 argument, not 2"),
        ("strlen(1)", "`strlen(1)`, column 1: `strlen` takes a parameter, `return` or a field"),
        ("sizeof(a)", "`sizeof(a)`, column 1: unknown function `sizeof`"),
        ("(" * 64 + "a", f"`{'(' * 64}a`, column 64: nested deeper than 63 levels"),
        ("1+" * 200, f"`{'1+' * 10}...`, column 251: longer than 250 tokens"),
    ],
)
def test_an_error_names_the_column_and_what_stands_there(text: str, message: str) -> None:
    """The message is one line with the text, the column and the reason."""
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.message == message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a = b", "`==` compares"),
        ("strlenn(a)", "did you mean `strlen`?"),
        ("sizeof(a)", "the functions are `max`, `min`, `old`, `strlen`"),
    ],
)
def test_an_error_has_a_remedy(text: str, hint: str) -> None:
    """Where a remedy is known, it is the hint."""
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.hint == hint


def test_an_expression_knows_where_it_is_written() -> None:
    """The location is kept, and does not count when expressions are compared."""
    place = SourceLocation(file="ffisafe.toml", line=3)
    assert parse("n", place).location == place
    assert parse("n", place) == parse("n")


def test_an_expression_lists_its_names_once() -> None:
    """Names are listed from left to right without repetition."""
    assert [str(name) for name in parse("p.len + *n * p.len").names] == ["p.len", "*n"]
