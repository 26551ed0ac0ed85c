"""Integer constant expressions against the C compilers of several targets."""

from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import given

from ffisafe.abi.targets import find_target
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed
from ffisafe.frontends.c_header.read import read_preprocessed
from ffisafe.model.target import Target
from tests.properties.c_header.expressions import EXPLICIT, EXPRESSIONS, PROLOGUE, questions
from tests.support.ask import compiler_for, numbers
from tests.support.oracles import compiler_oracle

TARGETS = (
    "x86_64-unknown-linux-gnu",
    "i686-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "s390x-unknown-linux-gnu",
    "x86_64-pc-windows-gnu",
    "x86_64-pc-windows-msvc",
    "wasm32-unknown-unknown",
    "aarch64-apple-darwin",
)


def evaluated(target: Target, prologue: str, batch: list[str]) -> list[int | None]:
    """Return the values that ffisafe has for expressions, modulo 2^64, or None where it has none.

    They are macros: Microsoft's enumerators have no room for all values.
    """
    macros = {f"ASKED_{index}": f"(long long)({text})" for index, text in enumerate(batch)}
    source = Preprocessed(text=f'# 1 "p.h"\n{prologue}', macros=macros, system_files=frozenset())
    interface = read_preprocessed(source, [Path("p.h")], target)
    values = [interface.constants.get(name) for name in macros]
    return [None if value is None else value % 2**64 for value in values]


def differences(triple: str, batch: list[str], prologue: str = PROLOGUE) -> list[tuple[str, object, int]]:
    """Return the questions on which ffisafe and the target's compiler disagree: ours, and theirs."""
    target = find_target(triple)
    theirs = numbers(compiler_for(target), prologue, batch)
    ours = evaluated(target, prologue, batch)
    return [each for each in zip(batch, ours, theirs, strict=True) if each[1] != each[2]]


@compiler_oracle
@given(st.sampled_from(TARGETS), st.lists(EXPRESSIONS, min_size=10, max_size=40))
def test_constants_agree_with_the_compiler(triple: str, batch: list[str]) -> None:
    """Values, sizes and types of expressions are those of the target's compiler."""
    assert differences(triple, [question for text in batch for question in questions(text)]) == []


@pytest.mark.parametrize("triple", TARGETS)
def test_each_kind_of_expression(triple: str) -> None:
    """What is drawn too seldom, or not at all, is as the compiler has it."""
    assert differences(triple, EXPLICIT.splitlines()) == []
