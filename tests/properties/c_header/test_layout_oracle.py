"""Layouts against the C compiler: parser, lowering and psABI rules in one go."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from hypothesis import given

from ffisafe.abi.targets import find_target
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from ffisafe.model.ctype import Record
from ffisafe.model.interface import Interface
from ffisafe.model.layout import Member, RecordLayout
from tests.properties.c_header.strategies import PROLOGUE, Drawn, headers
from tests.support.oracles import compiler_oracle

TARGET = find_target("x86_64-unknown-linux-gnu")
BITS = """\
#include <stddef.h>
#include <stdio.h>
#include <string.h>
static void print_bits(const char *name, const unsigned char *bytes, size_t size) {
    size_t first = 0, width = 0;
    for (size_t bit = size * 8; bit-- > 0;) {
        if (bytes[bit / 8] >> bit % 8 & 1) first = bit, width++;
    }
    printf("%s %zu %zu\\n", name, first, width);
}
"""


def header_text(batch: Sequence[Drawn]) -> str:
    """Return the header that declares a batch of records."""
    return PROLOGUE + "".join(record.text for record in batch)


def questions(record: Drawn) -> Iterator[str]:
    """Yield C statements that print size and alignment, and where each member lies."""
    tag = record.tag
    yield f'printf("{tag} %zu %zu\\n", sizeof({tag}), _Alignof({tag}));'
    for name in record.members:
        align = f"__alignof__((({tag} *)0)->{name})"
        yield f'printf("{tag}.{name} %zu %zu\\n", offsetof({tag}, {name}) * 8, (size_t){align});'
    for name in record.bit_fields:
        yield (
            f"{{ static {tag} it; memset(&it, 0, sizeof it); it.{name} = -1;"
            f' print_bits("{tag}.{name}", (unsigned char *)&it, sizeof it); }}'
        )


def compiled(batch: Sequence[Drawn], folder: Path) -> list[str]:
    """Return what a program that the C compiler made says about the batch."""
    source, program = folder / "ask.c", folder / "ask"
    asked = "\n".join(question for record in batch for question in questions(record))
    source.write_text(
        f'{BITS}#include "batch.h"\nint main(void) {{\n{asked}\nreturn 0; }}\n', encoding="ascii"
    )
    subprocess.run(["gcc", "-w", "-O0", source, "-o", program], check=True)
    return subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines()


def flattened(layout: RecordLayout, interface: Interface, start: int = 0) -> Iterator[tuple[Member, int]]:
    """Yield named members with their offsets in bits, those of anonymous records too."""
    for member in layout.members:
        offset = start + member.offset_bits
        if member.name is not None:
            yield member, offset
        elif isinstance(member.type, Record):
            yield from flattened(interface.records[member.type.key], interface, offset)


def computed(batch: Sequence[Drawn], interface: Interface) -> list[str]:
    """Return what ffisafe says about the batch, in the program's words."""
    lines = []
    for record in batch:
        layout = interface.records[record.tag]
        lines.append(f"{record.tag} {layout.size_bytes} {layout.align_bytes}")
        members = {member.name: (member, offset) for member, offset in flattened(layout, interface)}
        for name in (*record.members, *record.bit_fields):
            member, offset = members[name]
            second = member.align_bytes if member.width_bits is None else member.width_bits
            lines.append(f"{record.tag}.{name} {offset} {second}")
    return lines


@compiler_oracle
@given(headers(max_records=12))
def test_layout_agrees_with_the_compiler(batch: tuple[Drawn, ...]) -> None:
    """Sizes, alignments, offsets and bits are those of the C compiler, and nothing is given up."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        header = folder / "batch.h"
        header.write_text(header_text(batch), encoding="ascii")
        interface = read_headers([header], HeaderOptions(), TARGET)
        assert interface.problems == ()
        assert computed(batch, interface) == compiled(batch, folder)
