"""What a header says of the contract: attributes, and the macros of ffisafe.h as the parser sees them."""

import re
from pathlib import Path

import pytest

from ffisafe.contracts import merge_header
from ffisafe.contracts.schema import (
    CONTRACT_WORDS,
    FIELD_WORDS,
    FUNCTION_WORDS,
    PARAMETER_WORDS,
    RESULT_WORDS,
)
from ffisafe.contracts.statements import statements_of, written
from ffisafe.errors import ConfigError
from ffisafe.model.contract import Contract
from tests.support.headers import c_interface

HEADER = Path(__file__).parents[3] / "ffisafe/include/ffisafe.h"
_MACRO = re.compile(r'#define (FFISAFE_\w+)(?:\((.*?)\))? FFISAFE_SAY_\("([\w-]+)", (.*)\)')


def said(text: str) -> dict[str, str]:
    """Return what a header says, by symbol and word."""
    contract = merge_header(Contract(), c_interface(text)).contract
    return {f"{each.site.symbol} {each.word}": written(each.value) for each in statements_of(contract)}


def say(word: str, text: str) -> str:
    """Return what a macro leaves for the parser."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'__attribute__((ffisafe("{word}", "{quoted}")))'


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        ("void *f(long n) __attribute__((malloc));", {"f.return transfer": "full"}),
        (
            "void g(void *p); void *f(void) __attribute__((__malloc__(g, 1)));",
            {"f.return transfer": "full", "f.return release": "g"},
        ),
        (
            "void g(void *p, long n); void *f(long n) __attribute__((malloc(g)));",
            {"f.return transfer": "full", "f.return release": "g(return, n)"},
        ),
        # The size that it wants is none that the maker has: a person has to say.
        ("void g(void *p, long n); void *f(void) __attribute__((malloc(g)));", {}),
        (
            "void *f(void) __attribute__((malloc(free, 1)));",
            {"f.return transfer": "full", "f.return release": "free"},
        ),
        ("void *f(long n) __attribute__((alloc_size(1)));", {"f.return bytes": "n"}),
        ("void *f(long m, long n) __attribute__((alloc_size(1, 2)));", {"f.return bytes": "m * n"}),
        (
            "int f(const int *p, long n) __attribute__((access(read_only, 1, 2)));",
            {"f.p direction": "in", "f.p count": "n"},
        ),
        (
            "int f(void *p, long n) __attribute__((access(__write_only__, 1, 2)));",
            {"f.p direction": "out", "f.p bytes": "n"},
        ),
        ("int f(int *p) __attribute__((access(read_write, 1)));", {"f.p direction": "inout"}),
        ("int f(int *p) __attribute__((access(none, 1)));", {}),
        (
            "int f(int *a, int b, int *c) __attribute__((nonnull));",
            {"f.a nullable": "false", "f.c nullable": "false"},
        ),
        ("int f(int *a, int *b) __attribute__((nonnull(2)));", {"f.b nullable": "false"}),
        ("int *f(void) __attribute__((returns_nonnull));", {"f.return nullable": "false"}),
        ("int f(int x) __attribute__((nothrow));", {"f unwind": "false"}),
        ("int f(int x) __attribute__((const));", {"f deterministic": "true"}),
        ("int f(int x) __attribute__((pure));", {"f deterministic": "true"}),
        (
            "int f(int *restrict a, int b[__restrict], int *c);",
            {"f.a noalias": "true", "f.b noalias": "true"},
        ),
        ("int *_Nullable f(int *_Nonnull p);", {"f.return nullable": "true", "f.p nullable": "false"}),
        # Every declaration counts; the first has the names.
        (
            "int f(int *p, int n); int f(int *_Nonnull, int); int f(int *restrict, int);",
            {"f.p nullable": "false", "f.p noalias": "true"},
        ),
        ("int f(int *_Nonnull p); int f();", {"f.p nullable": "false"}),
        # What is behind the parameter's own pointer has no word.
        ("int f(int *_Nullable *_Nonnull p);", {"f.p nullable": "false"}),
        (
            "struct s { long n; int *p __attribute__((counted_by(n))); }; void f(struct s *s);",
            {"s.p count": "n"},
        ),
        (
            "struct s { long n; void *p __attribute__((__sized_by_or_null__(n))); }; void f(struct s *s);",
            {"s.p bytes": "n", "s.p nullable": "true"},
        ),
        # What compilers refuse, or only ffisafe does not understand, says nothing.
        ("void *f(long n) __attribute__((alloc_size(3), nonnull(7), access(read_only)));", {}),
        ("struct s { long n; int *p __attribute__((counted_by(sizeof n))); }; void f(struct s *s);", {}),
    ],
)
def test_attributes_say_what_compilers_take_them_for(declaration: str, expected: dict[str, str]) -> None:
    """Each attribute has its words, and no others."""
    assert said(declaration) == expected


@pytest.mark.parametrize(
    ("declaration", "expected"),
    [
        (f"int *f(int *p {say('count', 'n')}, int n);", {"f.p count": "n"}),
        (f"{say('transfer', 'full')} int *f(void);", {"f.return transfer": "full"}),
        (f"int f(int x) {say('error', 'return == NULL || x < 0')};", {"f error": "return == NULL || x < 0"}),
        (
            f"int f(int x) {say('requires', 'x > 0')} {say('requires', 'x < 9')};",
            {"f requires": "[x > 0, x < 9]"},
        ),
        (f"int f(int *p {say('shape', '(m, n)')}, int m, int n);", {"f.p shape": "[m, n]"}),
        (f"int f(int *p {say('shape', 'min(m, n)')}, int m, int n);", {"f.p shape": "[min(m, n)]"}),
        (f"int f(int x {say('range', '-1, 0x10')});", {"f.x range": "[-1, 16]"}),
        (
            f"int *f(void) {say('lifetime', 'until(f, g)')}; void g(void);",
            {"f.return lifetime": "until f, g"},
        ),
        (f"int *f(void) {say('lifetime', 'until f')};", {"f.return lifetime": "until f"}),
        ("int f(void) " + say("reference", '"module:name"') + ";", {"f reference": "module:name"}),
        (f"struct {say('release', 'g')} s {{ int *p; }}; void g(struct s *s);", {"s release": "g"}),
        (f"typedef struct {{ int *p; }} s {say('release', 'g')}; void g(s *x);", {"s release": "g"}),
        (f"typedef struct s *s_t {say('release', 'g')}; void g(s_t x);", {"s release": "g"}),
        (f"int f(int *p {say('nullable', 'false')});", {"f.p nullable": "false"}),
    ],
)
def test_macros_say_what_the_file_would_say(declaration: str, expected: dict[str, str]) -> None:
    """Each stands behind what it is about; of a function, what is about a value is about its result."""
    assert said(declaration) == expected


@pytest.mark.parametrize(
    ("declaration", "message", "hint"),
    [
        (
            f"int *f(void) {say('transfer', 'ful')};",
            "lib.h:1: `transfer` of the result of `f` has the unknown value `ful`",
            "did you mean `full`?",
        ),
        (
            f"\nint f(int *p {say('count', 'n +')}, int n);",
            (
                "lib.h:2: `count` of parameter `p` of `f` is malformed:"
                " `n +`, column 4: expected a value, found the end"
            ),
            "",
        ),
        (
            f"int f(int *p {say('zero-copy', 'p')});",
            "lib.h:1: `zero-copy` cannot be said of parameter `p` of `f`",
            (
                "the words there are `bytes`, `count`, `direction`, `lifetime`, `noalias`, `nullable`,"
                " `order`, `range`, `release`, `shape`, `transfer`, `utf8`, `zero-terminated`"
            ),
        ),
        (
            f"int f(int *{say('count', '4')});",
            "lib.h:1: parameter 1 of `f` has a contract and no name",
            "give it one",
        ),
        (
            f"extern int *v {say('count', '4')};",
            "lib.h:1: `count` is said of the variable `v`, which has no contract",
            "say it of a function, a parameter, a field or a struct",
        ),
        (
            f"int f(int x {say('range', '1, b')});",
            "lib.h:1: `range` of parameter `x` of `f` must hold integers, not a string",
            "",
        ),
    ],
)
def test_mistakes_in_macros_are_errors_with_their_line(declaration: str, message: str, hint: str) -> None:
    """As in the file: one line, and the nearest word."""
    with pytest.raises(ConfigError) as caught:
        said(declaration)
    assert caught.value.message == message
    assert caught.value.hint == hint


def test_every_word_has_a_macro() -> None:
    """The header knows the words of the file, and no others."""
    values = {*PARAMETER_WORDS, *RESULT_WORDS, *FIELD_WORDS}
    words = (values | {*FUNCTION_WORDS}) - {"params", "returns"} - {*CONTRACT_WORDS}
    assert {word for _, _, word, _ in _MACRO.findall(HEADER.read_text())} == words
