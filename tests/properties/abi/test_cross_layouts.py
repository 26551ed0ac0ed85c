"""Layouts for other targets than the host, against their cross compilers; nothing is executed."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given

from ffisafe.abi.platforms import TARGETS
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from ffisafe.model.interface import Interface
from ffisafe.model.target import BitFieldRules, Endianness, Target
from tests.support.oracles import compiler_oracle

CROSS = [
    target
    for target in TARGETS.values()
    if any(shutil.which(f"{prefix}-gcc") for prefix in target.toolchain.prefixes)
]
INTEGERS = ["_Bool", "unsigned char", "unsigned short", "unsigned", "unsigned long", "unsigned long long"]
OTHERS = ["char", "float", "double", "long double", "void *", "long long", "double _Complex", "short [3]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A record with the names of its members and bit-fields."""

    text: str
    tag: str
    members: tuple[str, ...]
    bit_fields: tuple[str, ...]


def bits(name: str, target: Target) -> int:
    """Return how wide a bit-field of a type may be."""
    full = "unsigned int" if name == "unsigned" else name
    return 1 if name == "_Bool" else 8 * target.scalars[full].size_bytes


@st.composite
def records(draw: st.DrawFn, index: int, target: Target) -> Drawn:
    """Draw a struct or union of scalars and bit-fields; packing under MinGW differs between compilers."""
    packing = (
        [""] if target.records.bit_fields is BitFieldRules.MS_STRUCT else ["", "__attribute__((packed))"]
    )
    lines, members, bit_fields = [], [], []
    for number in range(draw(st.integers(1, 6))):
        name = f"f{number}"
        match draw(st.sampled_from(["bits", "bits", "bits", "unnamed", "scalar", "scalar"])):
            case "bits":
                ctype = draw(st.sampled_from(INTEGERS))
                lines.append(f"{ctype} {name} : {draw(st.integers(1, bits(ctype, target)))};")
                bit_fields.append(name)
            case "unnamed":
                ctype = draw(st.sampled_from(INTEGERS))
                lines.append(f"{ctype} : {draw(st.integers(0, bits(ctype, target)))};")
            case _:
                ctype, _, bound = draw(st.sampled_from(OTHERS)).partition(" [")
                lines.append(f"{ctype} {name}{'[' + bound if bound else ''};")
                members.append(name)
    tag = f"{draw(st.sampled_from(['struct', 'struct', 'union']))} R{index}"
    text = f"{tag} {{ {' '.join(lines)} }} {draw(st.sampled_from(packing))};\n"
    return Drawn(text=text, tag=tag, members=tuple(members), bit_fields=tuple(bit_fields))


@st.composite
def batches(draw: st.DrawFn) -> tuple[Target, tuple[Drawn, ...]]:
    """Draw a target and some records for it."""
    target = draw(st.sampled_from(CROSS))
    count = draw(st.integers(1, 20))
    return target, tuple(draw(records(index, target)) for index in range(count))


def section(target: Target, folder: Path, name: str, text: str) -> bytes:
    """Compile a source that includes the batch, and return a section of the object."""
    prefix = next(prefix for prefix in target.toolchain.prefixes if shutil.which(f"{prefix}-gcc"))
    (folder / "ask.c").write_text(f'#include <stddef.h>\n#include "batch.h"\n{text}', encoding="ascii")
    command = [f"{prefix}-gcc", "-w", "-O0", "-fno-toplevel-reorder", "-c", "ask.c", "-o", "ask.o"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    copy = [f"{prefix}-objcopy", "-O", "binary", "-j", name, "ask.o", "ask.bin"]
    subprocess.run(copy, cwd=folder, check=True)
    return (folder / "ask.bin").read_bytes()


def compiled(target: Target, batch: Sequence[Drawn], folder: Path) -> list[int]:
    """Return sizes, alignments and offsets as the cross compiler has them."""
    asked = [question for record in batch for question in questions(record)]
    text = f'const unsigned long long q[] __attribute__((section("ask"))) = {{ {", ".join(asked)} }};\n'
    answers = section(target, folder, "ask", text)
    words = (answers[start : start + 8] for start in range(0, 8 * len(asked), 8))
    return [int.from_bytes(word, target.endianness.value) for word in words]


def questions(record: Drawn) -> Iterator[str]:
    """Yield the expressions that the compiler is asked for."""
    yield from (f"sizeof({record.tag})", f"_Alignof({record.tag})")
    yield from (f"offsetof({record.tag}, {name})" for name in record.members)


def computed(batch: Sequence[Drawn], interface: Interface) -> list[int]:
    """Return the same figures as ffisafe has them."""
    figures = []
    for record in batch:
        layout = interface.records[record.tag]
        offsets = {member.name: member.offset_bytes for member in layout.members}
        figures += [layout.size_bytes, layout.align_bytes, *(offsets[name] for name in record.members)]
    return figures


def set_bits(target: Target, image: bytes) -> list[int]:
    """Return which bits are set, counted from the end that the target's bit-fields start at."""
    is_big = target.endianness is Endianness.BIG
    return [
        bit for bit in range(8 * len(image)) if image[bit // 8] >> (7 - bit % 8 if is_big else bit % 8) & 1
    ]


@compiler_oracle
@given(batches())
def test_layout_agrees_with_the_cross_compilers(drawn: tuple[Target, tuple[Drawn, ...]]) -> None:
    """Sizes, alignments, offsets, and the first record's bits."""
    target, batch = drawn
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        header = folder / "batch.h"
        header.write_text("".join(record.text for record in batch), encoding="ascii")
        interface = read_headers([header], HeaderOptions(), target)
        assert interface.problems == ()
        assert computed(batch, interface) == compiled(target, batch, folder)
        for member in interface.records[batch[0].tag].members:
            if member.width_bits is not None:
                tag = batch[0].tag
                text = f'const {tag} it __attribute__((section("ask"))) = {{ .{member.name} = -1 }};\n'
                image = section(target, folder, "ask", text)[: interface.records[tag].size_bytes]
                assert set_bits(target, image) == [
                    *range(member.offset_bits, member.offset_bits + member.width_bits)
                ]
