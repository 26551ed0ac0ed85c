"""The layout of every record in the C library's headers, against the compilers that are here."""

import subprocess
from pathlib import Path

import pytest

from ffisafe.abi.platforms import TARGETS
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from tests.support.ask import differences, gcc_for, named_types

LIBC = (
    *("stdio.h", "stdlib.h", "signal.h", "time.h", "math.h", "wchar.h", "pthread.h", "netdb.h", "poll.h"),
    *("dirent.h", "regex.h", "setjmp.h", "inttypes.h", "ucontext.h", "link.h", "elf.h", "termios.h"),
    *("sys/socket.h", "sys/stat.h", "sys/resource.h", "sys/statvfs.h", "sys/uio.h", "sys/epoll.h"),
    *("netinet/in.h", "netinet/tcp.h", "stdarg.h", "fenv.h", "sys/shm.h", "sys/msg.h"),
    *("linux/if_ether.h", "linux/input.h", "linux/perf_event.h", "linux/bpf.h", "linux/io_uring.h"),
)
WINDOWS = (
    "stdio.h",
    "time.h",
    "wchar.h",
    "setjmp.h",
    "windef.h",
    "winnt.h",
    "winbase.h",
    "stdarg.h",
)
TRIPLES = [
    triple for triple in TARGETS if triple.endswith(("-gnu", "-gnueabihf")) and gcc_for(TARGETS[triple])
]


@pytest.mark.parametrize("triple", TRIPLES)
def test_layouts_of_the_c_library(triple: str, tmp_path: Path) -> None:
    """Sizes, alignments, offsets and bits of hundreds of records that nobody wrote for this test."""
    oracle = gcc_for(TARGETS[triple])
    assert oracle is not None
    names = WINDOWS if "windows" in triple else LIBC
    text = "".join(f"#include <{name}>\n" for name in names)
    header = tmp_path / "all.h"
    header.write_text(text, encoding="ascii")
    interface = read_headers([header], HeaderOptions(), oracle.target, everything=True)
    types = named_types(interface)
    # Macros have the names of members: `si_pid` is `_sifields._kill.si_pid`.
    command = [*oracle.command, "-E", "-P", "-std=gnu11", str(header)]
    expanded = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert differences(oracle, expanded, interface, types) == {}
    assert len(types) > 100
