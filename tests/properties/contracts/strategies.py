"""Strategies for expressions, and for TOML texts whose keys stand on known lines."""

from dataclasses import dataclass
from itertools import count

import hypothesis.strategies as st

from ffisafe.contracts import State, evaluate, unparse
from ffisafe.contracts.expression import CONSTANTS, FUNCTIONS, PRECEDENCE, UNARY
from ffisafe.contracts.locate import KeyPath
from ffisafe.errors import ExpressionError
from ffisafe.model.expression import (
    Apply,
    Binary,
    Conditional,
    Expression,
    Name,
    Node,
    Number,
    Unary,
)

INT64_MAX = 2**63 - 1

identifiers = st.from_regex(r"[a-z_][a-z0-9_]{0,3}", fullmatch=True).filter(
    lambda word: word not in CONSTANTS
)
paths = st.lists(st.one_of(identifiers, st.just("*")), max_size=3)
names = st.builds(lambda first, rest: Name((first, *rest)), identifiers, paths)
numbers = st.builds(Number, st.integers(0, 2**64 - 1))


def _grown(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    binary_functions = sorted(name for name, arity in FUNCTIONS.items() if arity == 2)
    return st.one_of(
        st.builds(Unary, st.sampled_from(sorted(UNARY)), nodes),
        st.builds(Binary, st.sampled_from(sorted(PRECEDENCE)), nodes, nodes),
        st.builds(Conditional, nodes, nodes, nodes),
        st.builds(lambda node: Apply("old", (node,)), nodes),
        st.builds(lambda name: Apply("strlen", (name,)), names),
        st.builds(Apply, st.sampled_from(binary_functions), st.tuples(nodes, nodes)),
    )


trees: st.SearchStrategy[Node] = st.recursive(st.one_of(numbers, names), _grown, max_leaves=20)


VARIABLES = {"zero": 0, "one": 1, "n": 37, "minus": -5, "big": 2**62 - 3, "low": -(2**62) + 1}
C_STATE = State({**VARIABLES, "s": b"text"})

_leaves = st.one_of(
    st.builds(Number, st.one_of(st.integers(0, 9), st.integers(0, INT64_MAX))),
    st.builds(lambda name: Name((name,)), st.sampled_from(sorted(VARIABLES))),
    st.just(Apply("strlen", (Name(("s",)),))),
)


def c_value(node: Node) -> int | None:
    """Return a tree's value; None where C has none, or none in 64 bits."""
    try:
        expression = Expression(unparse(node), node)
        value = evaluate(expression, C_STATE.lookup, strlen=C_STATE.strlen)
    except ExpressionError:
        return None
    return value if -INT64_MAX <= value <= INT64_MAX else None


def _defined(node: Node, otherwise: Node) -> Node:
    return otherwise if c_value(node) is None else node


@st.composite
def _shifts(draw: st.DrawFn, nodes: st.SearchStrategy[Node]) -> Node:
    """Draw a shift that C defines: of 64 bits, of no negative number to the left."""
    operator, left = draw(st.sampled_from(["<<", ">>"])), draw(nodes)
    if operator == "<<" and (c_value(left) or 0) < 0:
        left = Unary("-", left)
    wide = Binary("+", left, Number(0))  # a comparison is an int, and this a long long
    return _defined(Binary(operator, wide, Number(draw(st.integers(0, 63)))), left)


@st.composite
def _skipped(draw: st.DrawFn, nodes: st.SearchStrategy[Node]) -> Node:
    """Draw an expression with a division by zero that is never evaluated."""
    condition = draw(nodes)
    never = Binary(draw(st.sampled_from("/%")), draw(nodes), Name(("zero",)))
    match bool(c_value(condition)), draw(st.booleans()):
        case True, True:
            return Conditional(condition, draw(nodes), never)
        case False, True:
            return Conditional(condition, never, draw(nodes))
        case truth, _:
            return Binary("||" if truth else "&&", condition, never)


def _c_grown(nodes: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    operators = st.sampled_from(sorted(PRECEDENCE.keys() - {"<<", ">>"}))
    functions = st.sampled_from(["min", "max"])
    return st.one_of(
        st.builds(_defined, st.builds(Unary, st.sampled_from(sorted(UNARY)), nodes), nodes),
        st.builds(_defined, st.builds(Binary, operators, nodes, nodes), nodes),
        st.builds(_defined, st.builds(Conditional, nodes, nodes, nodes), nodes),
        st.builds(Apply, functions, st.tuples(nodes, nodes)),
        _shifts(nodes),
        _skipped(nodes),
    )


# Trees that have a value in C without overflow: parts that would have none are left out.
c_trees: st.SearchStrategy[Node] = st.recursive(_leaves, _c_grown, max_leaves=12)


@dataclass(frozen=True, slots=True)
class TomlText:
    """A TOML text, and the line of each key in it."""

    text: str
    lines: dict[KeyPath, int]


_keys = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=6)
_fillers = st.sampled_from(["", "# comment", "  ", '# [x] y = "', "#\té"])


def _escaped(key: str) -> str:
    return '"' + "".join(f"\\U{ord(character):08x}" for character in key) + '"'


def _quoted(key: str) -> str:
    plain = key.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{plain}"'


def _as_bare(key: str) -> str:
    is_bare = key.isascii() and key.replace("_", "a").replace("-", "a").isalnum()
    return key if is_bare else _quoted(key)


_spellings = st.sampled_from([_escaped, _quoted, _as_bare])
_dots = st.sampled_from([".", " . ", ". "])


@st.composite
def toml_texts(draw: st.DrawFn) -> TomlText:
    """Draw tables of three levels, each key written in one of TOML's ways."""
    number, lines, text = count(1), dict[KeyPath, int](), list[str]()
    newline = draw(st.sampled_from(["\n", "\r\n"]))

    def emit(line: str, *paths: KeyPath) -> None:
        for path in paths:
            lines[path] = next_line
        text.append(line)

    def spelt(key: str) -> str:
        return draw(_spellings)(key)

    for table in draw(st.lists(_keys, min_size=1, max_size=4, unique=True)):
        next_line = next(number)
        emit(draw(_fillers))
        next_line = next(number)
        key, inner = draw(_keys), draw(_keys)
        match draw(st.sampled_from(["header", "sub-table", "inline", "list"])):
            case "header":
                emit(f"[{spelt(table)}]", (table,))
                next_line = next(number)
                dotted = f"{spelt(key)}{draw(_dots)}{spelt(inner)}"
                emit(f"  {dotted} = 1", (table, key), (table, key, inner))
            case "sub-table":
                emit(f"[{spelt(table)}{draw(_dots)}{spelt(key)}] # x", (table,), (table, key))
                next_line = next(number)
                emit(f"{spelt(inner)} = '''", (table, key, inner))
                next_line = next(number)
                emit("[y] = '''")
            case "inline":
                emit(f"[{spelt(table)}]", (table,))
                next_line = next(number)
                inline = f"{{ {spelt(inner)} = 1979-05-27 }}"
                emit(f"{spelt(key)} = {inline}", (table, key), (table, key, inner))
            case _:
                emit(f"[{spelt(table)}]", (table,))
                next_line = next(number)
                emit(f"{spelt(key)} = [ # x", (table, key))
                next_line = next(number)
                emit(f"  {{ {spelt(inner)} = 1.5 }},", (table, key, 0), (table, key, 0, inner))
                next_line = next(number)
                emit("]")
    return TomlText(newline.join(text) + newline, lines)
