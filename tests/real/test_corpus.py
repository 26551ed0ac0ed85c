"""58 translation units over some 300 headers, on seven targets, as gcc and clang both have them.

The whole takes minutes and runs in the profile `deep`; a few of each kind run every time.
"""

import json
import os

import pytest

from tests.support.corpus import CORPUS, Unit, differences, still_holds, truth, units
from tests.support.crates import ffisafe

UNITS = list(units())
EVERY_TIME = {
    *(
        "zlib-x86_64-unknown-linux-gnu",
        "glib-x86_64-unknown-linux-gnu",
        "linux_rdma-x86_64-unknown-linux-gnu",
    ),
    *("uv-x86_64-unknown-linux-gnu", "win_crt-x86_64-pc-windows-gnu"),
    *("libc_signal-s390x-unknown-linux-gnu", "libc_stdio-i686-unknown-linux-gnu"),
    *("linux_if-armv7-unknown-linux-gnueabihf", "linux_if-aarch64-unknown-linux-gnu"),
    "libc_stdio-riscv64gc-unknown-linux-gnu",
}
NOW = [unit for unit in UNITS if os.environ.get("HYPOTHESIS_PROFILE") == "deep" or str(unit) in EVERY_TIME]


@pytest.mark.parametrize("unit", NOW, ids=str)
def test_every_type_is_as_both_compilers_have_it(unit: Unit) -> None:
    """Sizes, alignments, members and constants; a difference counts if the compiler here confirms it."""
    process = ffisafe("layout", "--all", "--format", "json", "--no-cache", *unit.options, unit.header)
    assert process.returncode == 0, process.stderr
    expected = truth(unit)
    wrong = list(differences(expected, json.loads(process.stdout)["types"]))
    confirmed = [
        f"{type_['kind']} {type_['name']} ({type_['file']}:{type_['line']}) {why}"
        for type_, why in wrong
        if still_holds(unit, type_)
    ]
    assert confirmed == []
    # Headers change by a type or two: if nearly all had, nothing would have been compared.
    assert len(wrong) <= 0.02 * len(expected) + 1


def test_the_corpus_is_whole() -> None:
    """All units are there, those that run every time among them, and every target."""
    assert len({unit.name for unit in UNITS}) == len(list(CORPUS.glob("headers/*.h")))
    assert {str(unit) for unit in UNITS} >= EVERY_TIME
    assert len({unit.target for unit in UNITS}) == 7
