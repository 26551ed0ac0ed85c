"""Which rules are reported: the longer prefix wins."""

import pytest

from ffisafe.contracts.codes import UnknownCodeError, read_code, read_codes
from ffisafe.model.finding import Severity
from ffisafe.model.rules import RULES, finding
from ffisafe.report.selection.select import Choice, chosen_rules, strictly

LAYOUT = {code for code in RULES if code.startswith("FFI1")}


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ([], set(RULES)),
        ([Choice(select=("FFI1",))], LAYOUT),
        ([Choice(select=("FFI1",), ignore=("FFI104",))], LAYOUT - {"FFI104"}),
        ([Choice(select=("FFI1", "FFI104"), ignore=("FFI1",))], {"FFI104"}),
        ([Choice(select=("FFI104",), ignore=("FFI104",))], set()),
        ([Choice(ignore=("FFI1",))], set(RULES) - LAYOUT),
        ([Choice(select=())], set()),
        ([Choice(select=("FFI1",)), Choice(ignore=("FFI104",))], LAYOUT - {"FFI104"}),
        ([Choice(ignore=("FFI104",)), Choice(select=("FFI1",))], LAYOUT),
        ([Choice(select=("FFI2",)), Choice(select=("FFI1",))], LAYOUT),
        ([Choice(ignore=("FFI10",)), Choice(ignore=("FFI11",))], set(RULES) - LAYOUT),
    ],
)
def test_prefixes_choose_rules(choices: list[Choice], expected: set[str]) -> None:
    """A later choice that selects starts anew; one that only ignores takes away."""
    assert chosen_rules(*choices) == expected


@pytest.mark.parametrize(
    ("text", "codes"),
    [("FFI104", ("FFI104",)), ("ffi1, FFI2", ("FFI1", "FFI2")), ("FFI", ("FFI",)), (",", ())],
)
def test_codes_are_read(text: str, codes: tuple[str, ...]) -> None:
    """In either case, with commas between them."""
    assert read_codes(text) == codes


@pytest.mark.parametrize(
    ("word", "near"),
    [("FFI999", "FFI905"), ("FFI112", "FFI111"), ("FFI0", "FFI101"), ("E501", "FFI501")],
)
def test_unknown_codes_have_a_nearest(word: str, near: str) -> None:
    """What shares the longest beginning, then what is closest in number."""
    with pytest.raises(UnknownCodeError) as caught:
        read_code(word)
    assert caught.value.hint == f"did you mean `{near}`?"


def test_strict_makes_unsaid_owners_errors() -> None:
    """FFI501 and nothing else: the catalogue says which."""
    found = strictly([finding("FFI501", "f", "who?"), finding("FFI302", "g", "unmentioned")])
    assert [each.severity for each in found] == [Severity.ERROR, Severity.WARNING]
    assert [code for code, rule in RULES.items() if rule.strict_severity] == ["FFI501"]
