"""The targets that ffisafe knows."""

import platform

import pytest

from ffisafe.abi.targets import find_target
from ffisafe.errors import ConfigError
from ffisafe.model.target import Encoding


def test_a_target_is_found_by_its_rust_name() -> None:
    """The psABI's table: sizes, alignments, and what a plain char is."""
    target = find_target("x86_64-unknown-linux-gnu")
    assert target.pointer_bytes == 8
    facts = {name: (fact.size_bytes, fact.align_bytes) for name, fact in target.scalars.items()}
    assert facts["long"] == (8, 8)
    assert facts["long double"] == (16, 16)
    assert facts["__int128"] == (16, 16)
    assert target.scalars["char"].encoding is Encoding.CHAR


def test_the_host_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a name it is the machine that ffisafe runs on."""
    monkeypatch.setattr(platform, "system", lambda: "Linux")
    monkeypatch.setattr(platform, "machine", lambda: "x86_64")
    assert find_target().triple == "x86_64-unknown-linux-gnu"


def test_an_unknown_host_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message has the machine, the hint the targets that there are."""
    monkeypatch.setattr(platform, "system", lambda: "Plan9")
    monkeypatch.setattr(platform, "machine", lambda: "mips")
    with pytest.raises(ConfigError) as caught:
        find_target()
    assert caught.value.message == "target Plan9 on mips is not known"
    assert caught.value.hint == "choose one of: x86_64-unknown-linux-gnu"
