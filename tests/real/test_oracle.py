"""Every type of system headers that nobody wrote for this test, against gcc's own answers."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.crates import ffisafe

Type = dict[str, Any]
UNITS = {
    "libc": (
        *("stdio.h", "stdlib.h", "signal.h", "time.h", "wchar.h", "pthread.h", "netdb.h", "dirent.h"),
        *("regex.h", "setjmp.h", "ucontext.h", "link.h", "elf.h", "termios.h", "sys/stat.h", "sys/socket.h"),
        *("sys/epoll.h", "sys/resource.h", "netinet/in.h", "netinet/tcp.h", "netinet/ip6.h", "math.h"),
    ),
    "linux": (
        *("linux/perf_event.h", "linux/input.h", "linux/io_uring.h", "linux/videodev2.h", "linux/bpf.h"),
        *("linux/if_ether.h", "linux/nl80211.h", "linux/ethtool.h", "linux/fuse.h", "linux/usb/ch9.h"),
        *("linux/kvm.h", "linux/netlink.h", "linux/btrfs.h", "linux/can.h", "linux/tls.h"),
    ),
    "zlib": ("zlib.h",),
}
# `aligned` is on the typedef, and what is listed is the struct, which has no other name.
ALIGNED_TYPEDEFS = {"__pthread_unwind_buf_t"}
GCC = ("gcc", "-std=gnu11", "-w")
PROGRAM = """\
#include "{header}"
int printf(const char *, ...);
static void show(const unsigned char *bytes, unsigned long size) {{
    long first = -1, count = 0;
    for (unsigned long bit = 0; bit < 8 * size; bit++)
        if (bytes[bit / 8] >> bit % 8 & 1) {{ if (first < 0) first = bit; count++; }}
    printf("%ld+%ld\\n", first, count);
}}
{variables}
int main(void) {{
{prints}
}}
"""


@pytest.mark.parametrize("unit", UNITS)
def test_every_type_is_as_the_compiler_has_it(unit: str, tmp_path: Path) -> None:
    """Sizes, alignments, offsets, bit-fields and constants are gcc's, and everything is understood."""
    header = tmp_path / f"{unit}.h"
    header.write_text("".join(f"#include <{name}>\n" for name in UNITS[unit]))
    process = ffisafe("layout", header, "--all", "--format", "json")
    listing = json.loads(process.stdout)
    assert (process.stderr, listing["problems"]) == ("", [])
    said = dict(pair for one in listing["types"] for pair in statements(one))
    assert answers(header, list(said), tmp_path) == said
    assert len(said) > 40


def answers(header: Path, questions: list[str], folder: Path) -> dict[str, str]:
    """Return what a program that gcc compiles says to each question: an integer, or where ones are."""
    variables, prints = "", ""
    for number, question in enumerate(questions):
        if "=" in question:
            of, _, designator = question.partition(" ")
            variables += f"static {of.replace('~', ' ')} v{number} = {{{designator}}};\n"
            prints += f"show((const unsigned char *)&v{number}, sizeof v{number});\n"
        else:
            prints += f'printf("%lld\\n", (long long)({question}));\n'
    # Macros have the names of some fields, so the program sees the header without them.
    expanded, program = folder / "expanded.h", folder / "ask.c"
    subprocess.run([*GCC, "-E", header, "-o", expanded], check=True)
    program.write_text(PROGRAM.format(header=expanded, variables=variables, prints=prints))
    subprocess.run([*GCC, program, "-o", folder / "ask"], check=True)
    said = subprocess.run([folder / "ask"], check=True, capture_output=True, text=True).stdout
    return dict(zip(questions, said.split(), strict=True))


def statements(one: Type) -> Iterator[tuple[str, str]]:
    """Yield questions in C about a type, and the answers that its listing has."""
    name = one["c_name"]
    for constant, value in one.get("constants", {}).items():
        yield constant, str(value if value < 1 << 63 else value - (1 << 64))
    if name is None or one["origin"] is None:
        return
    yield f"sizeof({name})", str(one["size"])
    if name not in ALIGNED_TYPEDEFS:
        yield f"_Alignof({name})", str(one["align"])
    for field in one.get("fields", []):
        yield from field_statements(name, "", field)


def field_statements(of: str, outer: str, field: Type) -> Iterator[tuple[str, str]]:
    """Yield questions about a field, and about those inside of it."""
    path = f"{outer}{field['name'] or ''}"
    if field["bit_width"] is not None:
        yield f"{of.replace(' ', '~')} .{path} = -1", f"{field['bit_offset']}+{field['bit_width']}"
    elif field["name"] is not None:
        yield f"__builtin_offsetof({of}, {path})", str(field["offset"])
        if field["size"]:
            yield f"sizeof((({of} *)0)->{path})", str(field["size"])
    element = "[0]" * field["type"].count("[")
    for inner in field.get("fields", []):
        yield from field_statements(of, f"{path}{element}." if field["name"] else outer, inner)
