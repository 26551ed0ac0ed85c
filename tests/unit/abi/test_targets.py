"""The targets that ffisafe knows."""

import platform

import pytest

from ffisafe.abi.platforms import TARGETS
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
    assert caught.value.hint.startswith("choose one of: aarch64-apple-darwin, aarch64-pc-windows-msvc, ")


@pytest.mark.parametrize(
    ("triple", "name", "facts"),
    [
        ("i686-unknown-linux-gnu", "long long", (8, 4)),
        ("i686-unknown-linux-gnu", "double", (8, 4)),
        ("i686-unknown-linux-gnu", "long double", (12, 4)),
        ("i686-pc-windows-gnu", "long long", (8, 8)),
        ("i686-pc-windows-msvc", "long double", (8, 8)),
        ("x86_64-pc-windows-msvc", "long", (4, 4)),
        ("x86_64-pc-windows-gnu", "long double", (16, 16)),
        ("aarch64-apple-darwin", "long double", (8, 8)),
        ("armv7-unknown-linux-gnueabihf", "long long", (8, 8)),
        ("s390x-unknown-linux-gnu", "__int128", (16, 8)),
        ("powerpc64le-unknown-linux-gnu", "long double", (16, 16)),
        ("wasm32-wasip1", "long double", (16, 16)),
    ],
)
def test_what_differs_between_targets(triple: str, name: str, facts: tuple[int, int]) -> None:
    """Size, and alignment inside a record."""
    found = find_target(triple).scalars[name]
    assert (found.size_bytes, found.align_bytes) == facts


@pytest.mark.parametrize("triple", TARGETS)
def test_types_that_the_standard_names_are_types_of_the_target(triple: str) -> None:
    """`size_t` is as wide as a pointer; of those with small pointers only wasm has `__int128`."""
    target = find_target(triple)
    assert target.scalars[target.size_type].size_bytes == target.pointer_bytes
    assert target.wchar_type in target.scalars
    assert ("__int128" in target.scalars) is (target.pointer_bytes == 8 or triple.startswith("wasm32"))
