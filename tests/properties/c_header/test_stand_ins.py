"""The host's compiler with a target's macros, and pcpp with them: what that target's own compiler has."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ffisafe.abi.platforms import TARGETS
from ffisafe.abi.targets import host_triple
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from ffisafe.model.target import Target
from ffisafe.report.layout import list_types
from ffisafe.report.layout.json import render_layout_json

FREESTANDING = """\
#include <stddef.h>
#include <stdint.h>
#include <stdbool.h>
#include <stdarg.h>
#include <limits.h>
#include <float.h>
#include <iso646.h>
struct types { int8_t a; uint16_t b; int32_t c; uint64_t d; intptr_t e; uintmax_t f; size_t g; ptrdiff_t h;
    wchar_t i; bool j; int_least16_t k; long l; long double m; max_align_t n; va_list o; };
struct limits { char a[CHAR_BIT], b[UCHAR_MAX], c[sizeof(SIZE_MAX)], d[LDBL_MANT_DIG], e[DBL_DIG];
    char f[WCHAR_MAX > 65535 ? 2 : 1], g[CHAR_MIN < 0 ? 2 : 1], h[sizeof(LONG_MAX)];
    char i[LONG_MAX > INT_MAX ? 2 : 1];
    char j[1 + (UINTPTR_MAX > 0xffffffffu)], k[sizeof(INTMAX_C(1))], l[INT32_MAX not_eq INT_MAX ? 2 : 1]; };
struct questions {
#if defined(_MSC_VER)
    char microsoft;
#elif defined(__GNUC__)
    char gnu[3];
#endif
#if defined(__clang__) && (defined(__APPLE__) || defined(__wasm__))
    char clang[2];
#endif
#if defined(__APPLE__)
    char apple[4];
#elif defined(_WIN32)
    char windows[5];
#elif defined(__linux__)
    char linux_[6];
#elif defined(__wasm__)
    char wasm[7];
#endif
#ifdef __LP64__
    char lp64[8];
#endif
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    char big[9];
#endif
#if defined(__has_include) && __has_include(<stdint.h>)
    char has_include[10];
#endif
};
"""
OTHERS = [name for name in TARGETS if name != host_triple()]
Machine = Callable[[str], None]


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """Leave on PATH nothing but one program, or none."""
    monkeypatch.delenv("CC", raising=False)

    def leave(name: str) -> None:
        folder = tmp_path / f"only-{name}"
        folder.mkdir()
        if program := shutil.which(name):
            (folder / name).symlink_to(program)
        monkeypatch.setenv("PATH", str(folder))

    return leave


def listing(header: Path, target: Target) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the types of a header, without where they are, and the notes."""
    interface = read_headers([header], HeaderOptions(), target)
    assert interface.problems == ()
    types = json.loads(render_layout_json(list_types(interface, [str(header)])))["types"]
    own = ("types", "limits", "questions")
    return {one["name"]: one | {"origin": None} for one in types if one["name"] in own}, interface.notes


@pytest.mark.parametrize("stand_in", ["gcc", "none"])
@pytest.mark.parametrize("triple", OTHERS)
def test_a_stand_in_sees_the_same_types(triple: str, stand_in: str, tmp_path: Path, machine: Machine) -> None:
    """Sizes, limits and the answers to what headers ask are the target's."""
    header = tmp_path / "it.h"
    header.write_text(FREESTANDING)
    expected, notes = listing(header, TARGETS[triple])
    assert not any(note.startswith("no C compiler") for note in notes)
    machine(stand_in)
    found, notes = listing(header, TARGETS[triple])
    assert found == expected
    assert len(found) == 3
    assert len(notes) == 1
