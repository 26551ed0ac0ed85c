"""The layout of every struct in the C library's headers, against the compiler."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

from ffisafe.abi.targets import find_target
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from ffisafe.model.interface import Interface

HEADERS = [
    *("stdio.h", "stdlib.h", "signal.h", "time.h", "math.h", "wchar.h", "pthread.h", "netdb.h", "poll.h"),
    *("dirent.h", "regex.h", "setjmp.h", "inttypes.h", "ucontext.h", "link.h", "elf.h", "termios.h"),
    *(
        "sys/socket.h",
        "sys/stat.h",
        "sys/resource.h",
        "sys/statvfs.h",
        "sys/uio.h",
        "sys/epoll.h",
        "netinet/in.h",
    ),
    *("netinet/tcp.h", "linux/if_ether.h", "linux/input.h", "linux/perf_event.h", "zlib.h"),
]


def asked(interface: Interface) -> Iterator[tuple[str, str]]:
    """Yield C expressions and the numbers that ffisafe has for them."""
    for key, record in interface.records.items():
        if not record.name or " at " in key:
            continue
        yield f"sizeof({key})", str(record.size_bytes)
        yield f"_Alignof({key})", str(record.align_bytes)
        for member in record.members:
            if member.name is not None and member.width_bits is None:
                yield f"offsetof({key}, {member.name})", str(member.offset_bytes)


def test_layouts_of_the_c_library(tmp_path: Path) -> None:
    """Sizes, alignments and offsets of hundreds of records that nobody wrote for this test."""
    lines = [f"#include <{name}>\n" for name in HEADERS]
    header = tmp_path / "all.h"
    header.write_text(f"{''.join(lines)}\n" + "".join(f"typedef struct {tag} own_{tag};\n" for tag in USED))
    interface = read_headers([header], HeaderOptions(), find_target("x86_64-unknown-linux-gnu"))
    questions = dict(asked(interface))
    program = tmp_path / "ask.c"
    prints = "".join(f'printf("%zu\\n", (size_t)({question}));\n' for question in questions)
    program.write_text(
        f'#include <stddef.h>\n#include <stdio.h>\n#include "{header}"\nint main(void) {{ {prints} }}\n'
    )
    subprocess.run(["gcc", "-w", program, "-o", tmp_path / "ask"], check=True)
    answers = subprocess.run([tmp_path / "ask"], check=True, capture_output=True, text=True).stdout.split()
    assert dict(zip(questions, answers, strict=True)) == questions
    assert {f"struct {tag}" for tag in USED} <= {*interface.records}
    assert len(interface.records) >= 50


USED = (
    *("tm", "timespec", "sigaction", "stat", "dirent", "pollfd", "msghdr", "cmsghdr", "addrinfo", "rusage"),
    *("sockaddr_in6", "epoll_event", "statvfs", "tcp_info", "ethhdr", "input_event", "perf_event_attr"),
    *("termios", "iovec", "r_debug", "link_map"),
)
