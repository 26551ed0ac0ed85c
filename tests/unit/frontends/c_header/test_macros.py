"""Macros as constants."""

from pathlib import Path

import pytest

from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed
from ffisafe.frontends.c_header.read import read_preprocessed
from ffisafe.model.interface import Interface
from tests.support.headers import TARGET

TEXT = '# 1 "lib.h"\nstruct S { int a; char b[3]; }; enum { LEVEL = 3, BOTH }; typedef unsigned char u8;\n'
MACROS = {
    "SIZE": ("(sizeof(struct S) * 2)", 16),
    "FLAG": ("(1u << 3)", 8),
    "LETTER": ("'a'", 97),
    "BIG": ("0xFFFFFFFFul", 0xFFFFFFFF),
    "SUM": ("1 + 2", 3),
    "PRODUCT": ("SUM * 3", 7),
    "LENGTH": ("(sizeof(TEXT) - 1)", 3),
    "CAST": ("((u8)-1)", 255),
    "OFFSET": ("__builtin_offsetof(struct S, b[1])", 5),
    "ENUMERATOR": ("LEVEL", 3),
    "BOTH": ("BOTH", 4),
    "INSIDE": ("sizeof(\"SUM\") + 'S'", 87),
    "PLAIN": ("42", 42),
    "HEXADECIMAL": ("((0x10UL))", 16),
    "OCTAL": ("(010)", 8),
    "UNBALANCED": ("(1", None),
    "EXPONENT": ("1e3", None),
    "KEYWORD": ("return", None),
    "TEXT": ('"abc"', None),
    "FLOATING": ("3.5", None),
    "NULL_POINTER": ("((void *)0)", None),
    "TYPE": ("int", None),
    "NOTHING": ("", None),
    "ITSELF": ("ITSELF", None),
    "ONE": ("OTHER", None),
    "OTHER": ("ONE", None),
    "NO_EXPRESSION": ("1] ; int x[2", None),
    "STATEMENT": ("do { } while (0)", None),
    "DOUBLED0": (" ".join(["DOUBLED1"] * 2), None),
    **{f"DOUBLED{n}": (" ".join([f"DOUBLED{n + 1}"] * 2), None) for n in range(1, 40)},
}


@pytest.fixture(scope="module")
def interface() -> Interface:
    """Return what a header with all macros declares."""
    macros = {name: text for name, (text, _) in MACROS.items()}
    source = Preprocessed(text=TEXT, macros=macros, system_files=frozenset())
    return read_preprocessed(source, [Path("lib.h")], TARGET)


@pytest.mark.parametrize("name", MACROS)
def test_a_macro_is_the_integer_that_its_text_is(interface: Interface, name: str) -> None:
    """Others are expanded in it as text; what is no integer constant expression has no value."""
    assert interface.constants.get(name) == MACROS[name][1]


def test_names_are_those_with_a_value(interface: Interface) -> None:
    """Enumerators first."""
    with_value = [name for name, (_, value) in MACROS.items() if value is not None and name != "BOTH"]
    assert [*interface.constants] == ["LEVEL", "BOTH", *with_value]
