"""What is drawn is what the contract allows."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, find, given, settings
from hypothesis.errors import NoSuchExample

from ffisafe.abi.targets import find_target
from ffisafe.contracts import load_contract
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from ffisafe.strategies import CallContract, Drawn, Memory, arguments, obstacle

HEADER = """
#include <stddef.h>
#include <stdint.h>
enum Mode { READ = 1, WRITE = 4 };
typedef struct { int16_t x; double y; } Point;
typedef struct { const uint8_t *data; size_t len; } View;
typedef struct Opaque Opaque;
void product(const double *a, size_t m, size_t n, float *out);
void column(const float *a, size_t m, size_t n);
void ordered(int lo, int hi);
void percent(int value);
void mode(enum Mode value);
void text(const char *s);
void utf8(const char *s);
void points(const Point *p, size_t n);
void view(View v);
void maybe(const int *p);
void callback(int (*f)(int));
void opaque(Opaque *o);
void raw(void *p, size_t n);
void unsized(void *p);
int big(size_t n, const uint8_t *p);
"""

CONTRACT = """
[functions.product]
params.a = { shape = ["m", "n"] }
params.out = { count = "n", direction = "out" }
[functions.column]
params.a = { shape = ["m", "n"], order = "F" }
[functions.ordered]
requires = ["lo < hi"]
[functions.percent]
params.value = { range = [0, 100] }
[functions.text]
params.s = { zero-terminated = true }
[functions.utf8]
params.s = { zero-terminated = true, utf8 = true }
[functions.points]
params.p = { count = "n" }
[functions.maybe]
params.p = { nullable = true }
[structs.View]
fields.data = { bytes = "len" }
[functions.raw]
params.p = { bytes = "n" }
[functions.big]
params.p = { bytes = "n" }
error = "return < 0"
"""

ANY = settings(max_examples=50, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CallContract]:
    """The functions of the header with their contracts, by name."""
    folder = tmp_path_factory.mktemp("strategies")
    header, contract = folder / "api.h", folder / "ffisafe.toml"
    header.write_text(HEADER)
    contract.write_text(CONTRACT)
    interface = read_headers([header], HeaderOptions(), find_target("x86_64-unknown-linux-gnu"))
    said = load_contract(Path(contract))
    functions = interface.functions.values()
    return {f.name: CallContract.of(f, said, interface) for f in functions}


def every(call: CallContract, check: Any) -> None:
    """Check many drawn argument lists of a function."""

    @ANY
    @given(arguments(call))
    def run(drawn: Drawn) -> None:
        check(drawn)

    run()


def array_of(drawn: Drawn, name: str) -> "np.ndarray[Any, Any]":
    """Return the array behind a pointer argument."""
    memory = drawn[name]
    assert isinstance(memory, Memory)
    assert isinstance(memory.content, np.ndarray)
    return memory.content


def test_arrays_have_the_shape_that_the_integers_say(calls: dict[str, CallContract]) -> None:
    """Extents and the integers that they name are drawn together."""

    def check(drawn: Drawn) -> None:
        assert array_of(drawn, "a").shape == (drawn["m"], drawn["n"])
        assert array_of(drawn, "a").dtype == np.float64
        assert array_of(drawn, "out").shape == (drawn["n"],)
        assert array_of(drawn, "out").dtype == np.float32

    every(calls["product"], check)


def test_column_major_arrays_lie_column_by_column(calls: dict[str, CallContract]) -> None:
    """``order = "F"`` is the order in memory; the shape stays the logical one."""

    def check(drawn: Drawn) -> None:
        assert array_of(drawn, "a").flags.f_contiguous
        assert array_of(drawn, "a").shape == (drawn["m"], drawn["n"])

    every(calls["column"], check)


def test_dimensions_are_often_equal(calls: dict[str, CallContract]) -> None:
    """Square shapes, where integers must agree to be interesting, are found at once."""
    found = find(arguments(calls["product"]), lambda d: d["m"] == d["n"] and d["m"] not in {0, 1})
    assert found["m"] == found["n"] == 2


def test_requires_holds_of_everything_drawn(calls: dict[str, CallContract]) -> None:
    """A call that breaks a precondition is never generated."""

    def check(drawn: Any) -> None:
        assert drawn["lo"] < drawn["hi"]

    every(calls["ordered"], check)


def test_range_limits_an_integer(calls: dict[str, CallContract]) -> None:
    """Both ends of a range are included, nothing beyond."""

    def check(drawn: Any) -> None:
        assert 0 <= drawn["value"] <= 100

    every(calls["percent"], check)
    assert find(arguments(calls["percent"]), lambda d: d["value"] == 100)


def test_only_declared_enumerators_are_drawn(calls: dict[str, CallContract]) -> None:
    """Any other value would be undefined behaviour in Rust."""

    def check(drawn: Drawn) -> None:
        assert drawn["value"] in {1, 4}

    every(calls["mode"], check)


def test_strings_end_with_their_only_nul(calls: dict[str, CallContract]) -> None:
    """A zero-terminated string has its NUL at the end and nowhere else."""

    def check(drawn: Drawn) -> None:
        content = array_of(drawn, "s").tobytes()
        assert content.index(b"\0") == len(content) - 1

    every(calls["text"], check)


def test_utf8_strings_are_utf8(calls: dict[str, CallContract]) -> None:
    """Strings that the contract calls UTF-8 decode as such, beyond ASCII too."""

    def check(drawn: Drawn) -> None:
        array_of(drawn, "s").tobytes().decode()

    every(calls["utf8"], check)
    assert find(arguments(calls["utf8"]), lambda d: max(array_of(d, "s").tobytes()) > 127)


def test_structs_behind_pointers_have_values_of_their_types(calls: dict[str, CallContract]) -> None:
    """An array of structs is as long as its integer says."""

    def check(drawn: Any) -> None:
        structs = drawn["p"].content
        assert len(structs) == drawn["n"]
        assert all(-32768 <= each["x"] <= 32767 for each in structs)

    every(calls["points"], check)


def test_structs_by_value_are_consistent(calls: dict[str, CallContract]) -> None:
    """A field's extent is what its sibling says."""

    def check(drawn: Any) -> None:
        assert drawn["v"]["data"].content.size == drawn["v"]["len"]

    every(calls["view"], check)


def test_null_is_drawn_only_where_the_contract_allows_it(calls: dict[str, CallContract]) -> None:
    """``nullable`` is what lets NULL through."""
    assert find(arguments(calls["maybe"]), lambda d: d["p"] is None) == {"p": None}
    with pytest.raises(NoSuchExample):
        find(arguments(calls["text"]), lambda d: d["s"] is None, settings=ANY)


def test_void_pointers_with_an_extent_are_bytes(calls: dict[str, CallContract]) -> None:
    """Behind ``void *`` elements are bytes."""

    def check(drawn: Drawn) -> None:
        assert array_of(drawn, "p").nbytes == drawn["n"]

    every(calls["raw"], check)


def test_sizes_that_cannot_be_lent_are_not_drawn(calls: dict[str, CallContract]) -> None:
    """Even where a function may refuse a size, the memory that is passed exists."""

    def check(drawn: Drawn) -> None:
        assert array_of(drawn, "p").nbytes == drawn["n"]

    every(calls["big"], check)


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        ("callback", "no strategy for the function pointer `int (*)(int)`"),
        ("opaque", "no function makes a `struct Opaque *`"),
        ("unsized", "nothing says how many bytes are behind `void *`"),
    ],
)
def test_what_cannot_be_drawn_is_said(calls: dict[str, CallContract], function: str, reason: str) -> None:
    """A function that can never be called is named with the reason."""
    call = calls[function]
    (name,) = call.types()
    assert obstacle(call, name) == reason


def test_requires_is_judged_with_the_values_that_are_fixed(calls: dict[str, CallContract]) -> None:
    """What gets its value elsewhere is left out, and preconditions look at it all the same."""

    @ANY
    @given(arguments(calls["ordered"], {"lo": 7}))
    def run(drawn: Any) -> None:
        assert set(drawn) == {"hi"}
        assert drawn["hi"] > 7

    run()
