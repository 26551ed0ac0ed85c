"""Suggested orders of fields against the C compiler, which is asked about every order."""

import re
from itertools import permutations

import hypothesis.strategies as st
from hypothesis import example, given

from ffisafe.model.layout import RecordLayout
from ffisafe.report.layout.reorder import reordered
from tests.support.ask import gcc_for, numbers
from tests.support.headers import TARGET, c_interface
from tests.support.oracles import compiler_oracle

PROLOGUE = """\
typedef int Strict __attribute__((aligned(16)));
struct Odd { char bytes[5]; };
struct In { long l; char c; };
"""
TYPES = (
    "char",
    "short",
    "int",
    "long",
    "double",
    "void *",
    "struct Odd",
    "struct In",
    "long double",
    "Strict",
)
BIT_FIELDS = ("int {} : 3, {}x : 4;", "unsigned {} : 20;", "long {} : 33, {}x : 5;", "char {} : 7;")


@st.composite
def declarations(draw: st.DrawFn) -> tuple[str, ...]:
    """Draw what declares the fields of a struct, bit-fields in one run at most."""
    plain = draw(st.lists(st.sampled_from(TYPES).map(lambda name: f"{name} {{}};"), min_size=1, max_size=5))
    run = draw(st.lists(st.sampled_from(BIT_FIELDS), max_size=1))
    texts = draw(st.permutations([*plain, *run]))[:5]
    return tuple(text.replace("{}", f"f{index}") for index, text in enumerate(texts))


def in_order(texts: tuple[str, ...], tag: str) -> str:
    """Return the struct that has its fields declared in an order."""
    return f"struct {tag} {{ {' '.join(texts)} }};\n"


def place_in(layout: RecordLayout, text: str) -> int:
    """Return which of a layout's fields a declaration's first one is."""
    words = set(re.findall(r"\w+", text))
    return next(index for index, member in enumerate(layout.members) if member.name in words)


@compiler_oracle
@given(declarations())
@example(("char f0;", "Strict f1;", "Strict f2;", "long f3;"))
@example(("int f0 : 3, f0x : 4;", "int f1;", "char f2;"))
@example(("struct Odd f0;", "struct Odd f1;", "short f2;", "int f3;"))
def test_no_order_is_smaller_than_the_one_suggested(texts: tuple[str, ...]) -> None:
    """The suggestion has the size that it claims, and the compiler finds no smaller one."""
    interface = c_interface(PROLOGUE + in_order(texts, "T"))
    better = reordered(interface.records["struct T"], interface.records, TARGET.records)
    assert better is not None
    suggested = tuple(sorted(texts, key=lambda text: place_in(better, text)))
    orders = [suggested, *permutations(texts)]
    header = PROLOGUE + "".join(in_order(order, f"T{index}") for index, order in enumerate(orders))
    oracle = gcc_for(TARGET)
    assert oracle is not None
    sizes = numbers(oracle, header, [f"sizeof(struct T{index})" for index in range(len(orders))])
    assert (sizes[0], min(sizes)) == (better.size_bytes, better.size_bytes)
