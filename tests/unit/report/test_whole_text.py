"""Whole text reports of many findings, as they are printed (tests/data/reports/README.md)."""

import pytest

from tests.support.crates import ROOT
from tests.support.reports import DATA, NAMES, findings, rendered


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_what_it_was(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both source lines, their marks and labels, and the advice."""
    monkeypatch.chdir(ROOT)
    assert rendered(name) == (DATA / f"{name}.txt").read_text()


def test_many_rules_are_among_them() -> None:
    """The reports are of different families."""
    codes = {found.code for name in NAMES for found in findings(name)}
    assert len(codes) >= 15
    assert {code[:4] for code in codes} >= {"FFI1", "FFI2", "FFI3", "FFI4", "FFI5", "FFI6"}
