"""Headers that nest, repeat and grow without end: reading them takes time that grows with them, and ends."""

from pathlib import Path

import pytest

from ffisafe.abi.targets import find_target
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed
from ffisafe.frontends.c_header.read import read_preprocessed
from tests.support.limits import cpu_seconds

LIMIT_S = 60  # on a machine that does much else: a quadratic reader takes hours
DEEP = 100_000
BOMBS = {
    "declarator": f"int {'(' * DEEP}x{')' * DEEP};",
    "pointers": f"int {'*' * DEEP}x;",
    "arrays": f"int x{'[1]' * DEEP};",
    "functions": f"int x{'(int)' * DEEP};",
    "parameters": f"int f({'int (*)(' * DEEP}{')' * DEEP});",
    "structs": f"struct bad {{{'struct {' * DEEP}int x;{'} y;' * DEEP}}};",
    "attributes": f"int x {'__attribute__((unused)) ' * DEEP};",
    "attribute": f"int x __attribute__((a{'(' * DEEP}{')' * DEEP}));",
    "unary": f"int x[{'-' * DEEP}1];",
    "brackets": f"int x[{'(' * DEEP}1{')' * DEEP}];",
    "casts": f"int x[{'(int)' * DEEP}1];",
    "conditions": f"int x[{'1 ? ' * DEEP}1{' : 1' * DEEP}];",
    "sizeof": f"int x[{'sizeof((struct { int a[' * 60}1{']; }){0})' * 60}];",
    "initialiser": f"int x = {'{' * DEEP}{'}' * DEEP};",
    "body": f"int x(void) {'{' * DEEP}{'}' * DEEP}",
    "typeof": f"typeof({'typeof(' * DEEP}int{')' * DEEP}) x;",
    "line": f"/* {'x' * 10_000_000} */ int x;",
    "string": f'static const char *s = "{"x" * 10_000_000}";',
    "escapes": f'static const char *s = "{chr(92) * 6_000_000}";',
    "name": f"int {'x' * 10_000_000};",
    "pragma": f"#pragma pack({'push, ' * DEEP})",
    "semicolons": ";" * DEEP,
    "braces": "}" * DEEP,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_does_no_harm(bomb: str) -> None:
    """What stands before it and behind it is read, and nothing is raised."""
    text = f'# 1 "lib.h"\nint before(void);\n{BOMBS[bomb]}\nint behind(void);\n'
    source = Preprocessed(text=text, macros={}, system_files=frozenset())
    with cpu_seconds(LIMIT_S):
        interface = read_preprocessed(source, [Path("lib.h")], find_target("x86_64-unknown-linux-gnu"))
    assert {"before", "behind"} <= interface.functions.keys()


def test_a_million_enumerators_have_their_values() -> None:
    """The time is that of one, a million times."""
    names = ",".join(f"E{index}" for index in range(1_000_000))
    source = Preprocessed(text=f"enum e {{ {names} }};", macros={}, system_files=frozenset())
    with cpu_seconds(4 * LIMIT_S):
        interface = read_preprocessed(
            source, [Path("lib.h")], find_target("x86_64-unknown-linux-gnu"), everything=True
        )
    assert interface.enums[0].type.constants[-1] == ("E999999", 999_999)
