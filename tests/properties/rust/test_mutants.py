"""Libraries that were damaged, or made to do harm: an interface or one clear error, soon."""

import io
import random
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ffisafe.abi.targets import find_target
from ffisafe.compare import check_interfaces
from ffisafe.errors import FFISafeError, LibraryError
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from ffisafe.frontends.rust import read_library
from ffisafe.frontends.rust.elf import ElfFile
from ffisafe.frontends.rust.window import Window
from ffisafe.model.interface import Interface
from tests.support.limits import cpu_seconds
from tests.support.oracles import fuzz

TARGET = find_target("x86_64-unknown-linux-gnu")
CPU_S = 10
HEADER = """
struct inner { short s; unsigned bits : 3; };
struct point { int x; struct inner inner[2][3]; struct point *next; int (*call)(const char *, int); };
union value { long l; double d; };
enum level { LOW = -1, HIGH = 7 };
int first(struct point *p, enum level l);
union value second(struct point p, const char *text, ...);
extern int global_data[4];
"""
CODE = """
int first(struct point *p, enum level l) { return p->x + l; }
union value second(struct point p, const char *text, ...) { union value v = {p.x + *text}; return v; }
int global_data[4] = {1};
"""
RUST = """
#![no_std]
#[repr(C)] pub struct Point { pub x: i32, pub next: Option<&'static Point>, pub c: Option<extern "C" fn(u8)> }
#[repr(u8)] #[derive(Clone, Copy)] pub enum Level { Low = 1, High(u32) = 7 }
#[no_mangle] pub extern "C" fn first(p: &Point, l: Level) -> i32 { p.x }
#[no_mangle] pub static global_data: [i32; 4] = [1; 4];
"""
INTERESTING = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x7FFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF)


def run(folder: Path, *command: str) -> None:
    """Run a tool that must succeed."""
    subprocess.run(command, check=True, cwd=folder, capture_output=True)


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """Small real libraries of many kinds."""
    folder = tmp_path_factory.mktemp("originals")
    (folder / "part.c").write_text(HEADER + CODE)
    (folder / "part.rs").write_text(RUST)
    for version in ("4", "5"):
        flags = [f"-gdwarf-{version}", "-fPIC"]
        run(folder, "gcc", *flags, "-shared", "-nostdlib", "-o", f"c{version}.so", "part.c")
        types = ["-fdebug-types-section", "-c", "-o", "part.o"]
        run(folder, "gcc", *flags, *types, "part.c")
        run(folder, "ar", "rcs", f"c{version}.a", "part.o")
    rust = ["rustc", "-g", "--edition=2021", "--crate-type=rlib", "--cap-lints=allow"]
    run(folder, *rust, "-o", "rust.rlib", "part.rs")
    run(folder, "objcopy", "--compress-debug-sections=zlib", "c5.so", "packed.so")
    run(folder, "gcc", "-gdwarf-4", "-gsplit-dwarf", "-fPIC", "-c", "-o", "split.o", "part.c")
    run(folder, "gcc", "-shared", "-nostdlib", "-o", "split.so", "split.o")
    return [
        path.read_bytes()
        for path in sorted([*folder.glob("*.so"), *folder.glob("*.a"), *folder.glob("*.rlib")])
    ]


@pytest.fixture(scope="module")
def header(tmp_path_factory: pytest.TempPathFactory) -> Interface:
    """What the libraries promise."""
    path = tmp_path_factory.mktemp("header") / "part.h"
    path.write_text(HEADER)
    return read_headers([path], HeaderOptions(), TARGET)


def outcome(library: Path, header: Interface) -> Interface | LibraryError:
    """Read a library and compare it; only errors of the tool's own may come of it."""
    with cpu_seconds(CPU_S):
        try:
            found = read_library(library, target=TARGET)
        except LibraryError as error:
            return error
        check_interfaces(header, found, library=library.name)
        return found


def debug_sections(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield where debug sections lie in a library, or in the first object of an archive."""
    start = max(data.find(b"\x7fELF"), 0)
    elf = ElfFile(Window(io.BytesIO(data), start))
    for section in elf.sections:
        if section.name.startswith(".debug_") and section.size:
            yield start + section.offset, section.size


def mutant(data: bytes, seed: int) -> bytes:
    """Return a library with some of its bytes changed: anywhere, or in one of its debug sections."""
    chosen = random.Random(seed)  # noqa: S311  # to be repeated by its seed
    places = [(0, len(data)), (0, 64), *debug_sections(data)]
    changed = bytearray(data)
    for _ in range(chosen.choice((1, 1, 2, 5, 20))):
        start, size = chosen.choice(places)
        at = start + chosen.randrange(size)
        kind = chosen.randrange(6)
        width = chosen.choice((1, 2, 4, 8))
        if kind == 0:
            changed[at : at + 1] = bytes([chosen.randrange(256)])
        elif kind == 1:
            changed[at : at + 1] = (
                bytes([changed[at] ^ 1 << chosen.randrange(8)]) if at < len(changed) else b""
            )
        elif kind == 2:
            value = chosen.choice(INTERESTING) % (1 << 8 * width)
            changed[at : at + width] = value.to_bytes(width, "little")
        elif kind == 3:
            other = start + chosen.randrange(size)
            changed[at : at + width] = changed[other : other + width]
        elif kind == 4:
            changed[at : at + width] = chosen.randrange(min(size, 1 << 8 * width)).to_bytes(width, "little")
        elif chosen.random() < 0.2:
            del changed[at:]
    return bytes(changed)


@fuzz
@given(which=st.integers(min_value=0, max_value=1000), seed=st.integers(min_value=0, max_value=2**32))
def test_a_damaged_library_gives_an_error_or_an_interface(
    libraries: list[bytes], header: Interface, tmp_path_factory: pytest.TempPathFactory, which: int, seed: int
) -> None:
    """Whatever bytes are changed: an interface that can be compared, or one line."""
    library = tmp_path_factory.getbasetemp() / "mutant.so"
    library.write_bytes(mutant(libraries[which % len(libraries)], seed))
    found = outcome(library, header)
    assert isinstance(found, Interface) or "\n" not in found.message


def test_the_originals_are_read_and_compared(
    libraries: list[bytes], header: Interface, tmp_path: Path
) -> None:
    """What is damaged above is well before: a test of nothing but errors would show little."""
    for data in libraries:
        library = tmp_path / "library.so"
        library.write_bytes(data)
        found = outcome(library, header)
        assert isinstance(found, Interface)
        assert "first" in found.functions


@pytest.mark.parametrize("name", ["w.dll", "m.dylib"])
def test_damaged_libraries_of_other_systems(tmp_path: Path, name: str) -> None:
    """What LIEF does with a damaged file stays in a process of its own."""
    (tmp_path / "part.c").write_text("int first(int x) { return x; }\n")
    if name == "w.dll":
        target = find_target("x86_64-pc-windows-gnu")
        run(tmp_path, "x86_64-w64-mingw32-gcc", "-s", "-shared", "-nostdlib", "-e0", "-o", name, "part.c")
    else:
        target = find_target("x86_64-apple-darwin")
        run(tmp_path, "clang-19", "--target=x86_64-apple-macos11", "-c", "-o", "part.o", "part.c")
        link = ["-dylib", "-arch", "x86_64", "-platform_version", "macos", "11", "11", "part.o"]
        run(tmp_path, "/usr/lib/llvm-19/bin/ld64.lld", *link, "-o", name)
    data = (tmp_path / name).read_bytes()
    chosen = random.Random(name)  # noqa: S311  # to be repeated by its seed
    for round_ in range(5):
        changed = bytearray(data)
        for _ in range(8):
            at = chosen.randrange(4, min(len(changed), 1024))
            changed[at : at + 4] = chosen.choice(INTERESTING[:7]).to_bytes(4, "little")
        if round_ == 0:
            del changed[len(changed) // 2 :]
        (tmp_path / "mutant").write_bytes(changed)
        try:
            read_library(tmp_path / "mutant", target=target)
        except FFISafeError as error:
            assert "\n" not in error.message  # noqa: PT017  # an interface is as good
