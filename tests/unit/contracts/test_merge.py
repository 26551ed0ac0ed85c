"""Sources are merged with rising authority, and disagreements reported (FFI507)."""

from pathlib import Path

import pytest

from ffisafe.contracts import load_contract, merge_header
from ffisafe.contracts.merge import Merged
from ffisafe.model.contract import Direction
from tests.support.headers import c_interface

ACCESS = "int f(const double *p, long n) __attribute__((access(read_only, 1, 2)));"


def merged(folder: Path, header: str, text: str) -> Merged:
    """Merge a header and a contract file."""
    path = folder / "ffisafe.toml"
    path.write_text(text, encoding="utf-8")
    return merge_header(load_contract(path), c_interface(header))


@pytest.mark.parametrize(
    ("header", "text"),
    [
        (ACCESS, "functions.f.params.p = { count = 'n', direction = 'in' }"),
        (ACCESS, "functions.f.params.p.bytes = '8 * n'"),
        (ACCESS, "functions.f.params.p.bytes = 'n * 8'"),
        (ACCESS, "functions.f.params.p.shape = ['n']"),
        (
            "int f(void *p, long n) __attribute__((access(read_only, 1, 2)));",
            "functions.f.params.p.count = 'n'",
        ),
        ("void *f(long m, long n) __attribute__((alloc_size(1, 2)));", "functions.f.returns.bytes = 'n * m'"),
        (
            "void g(void *p); void *f(void) __attribute__((malloc(g)));",
            "functions.f.returns = { transfer = 'full', release = 'g(return)' }",
        ),
        # GCC names each function that a pointer may be given to; one of them is meant.
        (
            "void g(void *p); void h(void *p); void *f(void) __attribute__((malloc(g), malloc(h)));",
            "functions.f.returns.release = 'g'",
        ),
        ('int f(int x) __attribute__((ffisafe("requires", "x > 0")));', "functions.f.requires = 'x < 9'"),
    ],
)
def test_what_is_said_in_other_words_is_no_conflict(tmp_path: Path, header: str, text: str) -> None:
    """Extents are compared as bytes, releases as calls; conditions add up."""
    assert merged(tmp_path, header, text).conflicts == ()


@pytest.mark.parametrize(
    ("header", "text", "message"),
    [
        (
            ACCESS,
            "functions.f.params.p.count = '2 * n'",
            "`count` of parameter `p` of `f` is `n` here, and `2 * n` at {file}:1",
        ),
        (
            ACCESS,
            "functions.f.params.p.bytes = 'n'",
            "`count` of parameter `p` of `f` is `n` here, and `bytes = n` at {file}:1",
        ),
        (
            ACCESS,
            "[functions.f]\nparams.p.direction = 'inout'",
            "`direction` of parameter `p` of `f` is `in` here, and `inout` at {file}:2",
        ),
        (
            "int f(int *p) __attribute__((nonnull));",
            "functions.f.params.p.nullable = true",
            "`nullable` of parameter `p` of `f` is `false` here, and `true` at {file}:1",
        ),
        (
            "int f(int x) __attribute__((nothrow));",
            "functions.f.unwind = true",
            "`unwind` of `f` is `false` here, and `true` at {file}:1",
        ),
        (
            "void g(void *p); void h(void *p); void *f(void) __attribute__((malloc(g)));",
            "functions.f.returns.release = 'h'",
            "`release` of the result of `f` is `g` here, and `h` at {file}:1",
        ),
        (
            'int f(int *p __attribute__((ffisafe("nullable", "true")))) __attribute__((nonnull));',
            "",
            "`nullable` of parameter `p` of `f` is `false` here, and `true` at lib.h:1",
        ),
        (
            'int f(int *p __attribute__((ffisafe("count", "1"), ffisafe("count", "2"))));',
            "",
            "`count` of parameter `p` of `f` is `1` here, and `2` at lib.h:1",
        ),
    ],
)
def test_what_two_sources_say_differently_is_reported(
    tmp_path: Path, header: str, text: str, message: str
) -> None:
    """At the header's line, with the place of the other."""
    (conflict,) = merged(tmp_path, header, text).conflicts
    assert conflict.code == "FFI507"
    assert conflict.message == message.format(file=tmp_path / "ffisafe.toml")
    assert str(conflict.location) == "lib.h:1"


def test_the_highest_authority_counts(tmp_path: Path) -> None:
    """The file over macros, macros over attributes; what only one of them says stays."""
    header = ACCESS.replace("long n", 'long n __attribute__((ffisafe("range", "0, 9")))')
    text = "functions.f.params.p = { bytes = 'n', direction = 'inout' }"
    params = merged(tmp_path, header, text).contract.functions["f"].params
    assert (str(params["p"].bytes), params["p"].count, params["p"].direction) == ("n", None, Direction.INOUT)
    assert params["n"].range == (0, 9)
    assert {place.line for place in params["p"].places.values()} == {1}


def test_conditions_of_all_sources_hold(tmp_path: Path) -> None:
    """One that is said twice is there once."""
    header = 'int f(int x) __attribute__((ffisafe("requires", "x > 0")));'
    contract = merged(tmp_path, header, "functions.f.requires = ['x < 9', 'x > 0']").contract
    assert [str(each) for each in contract.functions["f"].requires] == ["x > 0", "x < 9"]


def test_a_file_without_a_word_keeps_its_names(tmp_path: Path) -> None:
    """A parameter that is mentioned with no words is still checked for its spelling."""
    contract = merged(tmp_path, "int f(int x);", "functions.f.params.y = {}").contract
    assert set(contract.functions["f"].params) == {"y"}
