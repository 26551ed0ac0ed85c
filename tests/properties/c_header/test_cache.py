"""Headers that were read are remembered by content, and nothing that is wrong with the cache does harm."""

import os
import pickle
from concurrent.futures import ThreadPoolExecutor
from hashlib import blake2b
from pathlib import Path

import pytest

from ffisafe.frontends.c_header import Flag, HeaderOptions, Switch, headers, read_headers
from ffisafe.frontends.kept import InterfaceCache
from ffisafe.model.interface import Interface
from tests.support.headers import TARGET

HEADER = """\
#include <stdint.h>
#define COUNT (1 + 2)
typedef struct point { uint32_t x : 3; double y[COUNT]; struct point *next; } point;
enum colour { RED, GREEN = 1 << 4 };
int draw(const point *where, enum colour colour, ...);
extern int how_many;
"""


@pytest.fixture
def header(tmp_path: Path) -> Path:
    """A header with a bit of everything."""
    path = tmp_path / "it.h"
    path.write_text(HEADER)
    return path


def read(header: Path, cache: Path, *macros: str, everything: bool = False) -> Interface:
    """Return what a header declares, remembered or not."""
    flags = tuple(Flag(switch=Switch.DEFINE, value=macro) for macro in macros)
    return read_headers([header], HeaderOptions(flags=flags, cache=cache), TARGET, everything=everything)


def same(one: Interface, other: Interface) -> bool:
    """Whether two interfaces say the same; constants are compared as a whole."""
    names = [name for name in Interface.__slots__ if name != "constants"]
    return dict(one.constants) == dict(other.constants) and all(
        getattr(one, name) == getattr(other, name) for name in names
    )


def forbid_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no header be parsed from now on."""
    monkeypatch.setattr(headers, "_read", lambda *_, **__: pytest.fail("parsed anew"))


def test_an_unchanged_header_is_not_parsed_again(
    header: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes from the cache is what was read: types, functions, values, places."""
    first = read(header, tmp_path / "cache")
    forbid_parsing(monkeypatch)
    second = read(header, tmp_path / "cache")
    assert same(first, second)
    assert second.constants["COUNT"] == 3
    assert second.functions["draw"].parameters[0].type == first.functions["draw"].parameters[0].type


@pytest.mark.parametrize("change", ["text", "macro", "everything"])
def test_what_a_reading_depends_on_is_part_of_the_key(change: str, header: Path, tmp_path: Path) -> None:
    """Another text, macro or question is another entry."""
    cache = tmp_path / "cache"
    read(header, cache)
    if change == "text":
        header.write_text(HEADER + "int more(void);\n")
        assert "more" in read(header, cache).functions
    elif change == "macro":
        assert read(header, cache, "NEW=7").constants["NEW"] == 7
    else:
        read(header, cache, everything=True)
    assert len(list(cache.iterdir())) == 2


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"\0" * 100])
def test_a_damaged_entry_is_replaced(damage: bytes, header: Path, tmp_path: Path) -> None:
    """The header is read as if there were none."""
    cache = tmp_path / "cache"
    first = read(header, cache)
    (entry,) = cache.iterdir()
    entry.write_bytes(damage)
    assert same(read(header, cache), first)
    assert len(entry.read_bytes()) > len(damage)


class Malice:
    """What a pickle can do to those who load it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("exit 1",)


@pytest.mark.parametrize("content", [Malice(), {"not": "an interface"}, print], ids=["call", "data", "name"])
def test_nothing_is_run_from_an_entry(
    content: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole file, with the right checksum, that somebody else wrote is not believed."""
    payload = pickle.dumps(content)
    (tmp_path / "key.interface").write_bytes(blake2b(payload, digest_size=16).digest() + payload)
    tmp_path.chmod(0o700)
    monkeypatch.setattr(os, "system", lambda _: pytest.fail("it was run"))
    assert InterfaceCache(tmp_path).load("key") is None


def test_a_folder_that_others_may_write_to_is_not_used(header: Path, tmp_path: Path) -> None:
    """Neither read nor written."""
    cache = tmp_path / "cache"
    cache.mkdir()
    cache.chmod(0o777)
    assert read(header, cache).functions
    assert list(cache.iterdir()) == []


def test_a_cache_that_cannot_be_made_does_no_harm(header: Path, tmp_path: Path) -> None:
    """A file is in its way."""
    (tmp_path / "file").write_text("")
    assert read(header, tmp_path / "file/cache").functions


def test_it_does_not_grow_without_bound(header: Path, tmp_path: Path) -> None:
    """What was not used for longest goes first."""
    interface = read(header, tmp_path / "elsewhere")
    cache = InterfaceCache(tmp_path / "cache", max_bytes=1)
    for key in ("a", "b", "c"):
        cache.store(key, interface)
    assert list((tmp_path / "cache").iterdir()) == []
    roomy = InterfaceCache(tmp_path / "cache", max_bytes=100_000)
    roomy.store("a", interface)
    os.utime(tmp_path / "cache/a.interface", (1, 1))
    size = (tmp_path / "cache/a.interface").stat().st_size
    InterfaceCache(tmp_path / "cache", max_bytes=size + 1).store("b", interface)
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["b.interface"]


def test_many_at_a_time(header: Path, tmp_path: Path) -> None:
    """Whoever reads sees a whole entry or none."""
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: read(header, tmp_path / "cache"), range(16)))
    assert all(same(found[0], each) for each in found)
    assert len(list((tmp_path / "cache").iterdir())) == 1
