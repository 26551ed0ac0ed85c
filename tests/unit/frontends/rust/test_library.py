"""Libraries as they are found: stripped, compressed, linked in other ways, damaged."""

import random
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ffisafe.errors import LibraryError
from ffisafe.frontends.rust import read_library
from ffisafe.model.interface import Interface
from ffisafe.model.spelling import spell_rust
from ffisafe.model.target import Target

Compile = Callable[..., Path]

SMALL = """
#[repr(C)] pub struct Point { pub x: f64, pub y: f64 }
#[no_mangle] pub extern "C" fn norm(p: *const Point) -> f64 { unsafe { (*p).x + (*p).y } }
"""
TWINS = """
#[no_mangle] pub extern "C" fn first(x: u32) -> u32 { x.rotate_left(3) }
#[no_mangle] pub extern "C" fn second(y: i32) -> i32 { y.rotate_left(3) }
"""


@pytest.fixture(scope="module")
def small(compile_rust: Compile) -> Path:
    """A library with one function."""
    return compile_rust(SMALL)


def changed(library: Path, folder: Path, *command: str) -> Path:
    """Return a copy of a library that a binutils command was run on."""
    copy = folder / library.name
    subprocess.run([*command, str(library), str(copy)], check=True, capture_output=True)
    return copy


def read_or_fail(library: Path, target: Target) -> Interface | LibraryError:
    """Return what a library has, or why it cannot be read."""
    try:
        return read_library(library, target=target)
    except LibraryError as error:
        return error


def assert_norm_is_read(interface: Interface) -> None:
    """The one function of SMALL is there, with its record."""
    [parameter] = interface.functions["norm"].parameters
    assert spell_rust(parameter.type) == "*const Point"
    assert interface.records["demo::Point"].size_bytes == 16


@pytest.mark.parametrize(
    "flags",
    [
        ("--edition=2018",),
        ("--edition=2021", "-Cpanic=abort"),
        ("-Copt-level=3", "-Clto=fat"),
        ("-Copt-level=s", "-Clto=thin", "-Ccodegen-units=4"),
        ("-Clink-arg=-Wl,--gc-sections", "-Ccodegen-units=1"),
        ("-Csymbol-mangling-version=v0",),
        ("-Crelocation-model=pic", "-Clink-arg=-Wl,--hash-style=sysv"),
    ],
    ids=" ".join,
)
def test_ways_to_build(compile_rust: Compile, target: Target, flags: tuple[str, ...]) -> None:
    """Editions, link-time optimisation and linker options do not hide a signature."""
    assert_norm_is_read(read_library(compile_rust(SMALL, *flags), target=target))


def test_edition_2024(compile_rust: Compile, target: Target) -> None:
    """``unsafe(no_mangle)`` exports like ``no_mangle``."""
    source = SMALL.replace("#[no_mangle]", "#[unsafe(no_mangle)]")
    assert_norm_is_read(read_library(compile_rust(source, "--edition=2024"), target=target))


@pytest.mark.parametrize(
    "command",
    [
        ("objcopy", "--compress-debug-sections=zlib"),
        ("objcopy", "--compress-debug-sections=zlib-gnu"),
        ("objcopy", "--remove-section=.debug_aranges"),
        ("objcopy", "--remove-section=.symtab"),
    ],
    ids=" ".join,
)
def test_ways_to_keep_debug_information(
    small: Path, tmp_path: Path, target: Target, command: tuple[str, ...]
) -> None:
    """Compressed sections are read, and the address table and full symbol table are not needed."""
    assert_norm_is_read(read_library(changed(small, tmp_path, *command), target=target))


def test_debug_information_in_a_file_of_its_own(small: Path, tmp_path: Path, target: Target) -> None:
    """A stripped library's ``.gnu_debuglink`` is followed."""
    debug = tmp_path / "libdemo.debug"
    subprocess.run(["objcopy", "--only-keep-debug", small, debug], check=True)
    stripped = changed(small, tmp_path, "objcopy", "--strip-debug")
    subprocess.run(["objcopy", f"--add-gnu-debuglink={debug}", stripped], check=True)
    assert_norm_is_read(read_library(stripped, target=target))


def test_a_debug_link_to_nowhere_is_no_debug_information(small: Path, tmp_path: Path, target: Target) -> None:
    """The linked file may not have been shipped."""
    debug = tmp_path / "libdemo.debug"
    debug.write_bytes(b"")
    stripped = changed(small, tmp_path, "objcopy", "--strip-debug")
    subprocess.run(["objcopy", f"--add-gnu-debuglink={debug}", stripped], check=True)
    debug.unlink()
    assert not read_library(stripped, target=target).has_types


def test_a_stripped_library_still_has_exports(small: Path, tmp_path: Path, target: Target) -> None:
    """Without debug information the exports are known, the types are not."""
    stripped = changed(small, tmp_path, "objcopy", "--strip-all")
    interface = read_library(stripped, target=target)
    assert (interface.exports, interface.has_types) == (frozenset({"norm"}), False)


def test_section_headers_are_not_needed(small: Path, tmp_path: Path, target: Target) -> None:
    """The loader does without section headers, and so does the list of exports."""
    data = bytearray(small.read_bytes())
    data[0x28:0x30] = bytes(8)  # e_shoff
    data[0x3C:0x40] = bytes(4)  # e_shnum and e_shstrndx
    bare = tmp_path / "libbare.so"
    bare.write_bytes(data)
    assert read_library(bare, target=target).exports == frozenset({"norm"})


def test_the_standard_librarys_debug_information_is_not_the_crates(
    compile_rust: Compile, target: Target
) -> None:
    """A crate built without debug information has none, though std brings its own."""
    library = compile_rust(SMALL, "-Cdebuginfo=0")
    assert b".debug_info" in library.read_bytes()
    assert not read_library(library, target=target).has_types


def test_functions_that_were_merged_are_problems(compile_rust: Compile, target: Target) -> None:
    """A function that the optimiser folded into another has no signature, rather than a wrong one."""
    interface = read_library(compile_rust(TWINS, "-Copt-level=3"), target=target)
    assert set(interface.functions) == {"first"}
    assert [(p.symbol, p.reason) for p in interface.problems] == [
        (
            "second",
            "the optimiser merged it with `first`, and its signature is gone from the debug information",
        )
    ]


def test_an_alias_has_the_signature_of_its_function(tmp_path: Path, target: Target) -> None:
    """A second name for a private function is found by its address."""
    source = tmp_path / "part.c"
    source.write_text(
        'static short hidden(short x) { return x; }\nshort part(short) __attribute__((alias("hidden")));\n'
    )
    library = tmp_path / "libpart.so"
    subprocess.run(["cc", "-g", "-shared", "-fPIC", "-o", library, source], check=True)
    interface = read_library(library, target=target)
    assert [p.name for p in interface.functions["part"].parameters] == ["x"]


def test_exports_of_other_crates_are_read(compile_rust: Compile, tmp_path: Path, target: Target) -> None:
    """A function that a dependency exports has its signature too."""
    source = tmp_path / "inner.rs"
    source.write_text(SMALL.replace("norm", "norm_of_inner"))
    rlib = tmp_path / "libinner.rlib"
    subprocess.run(["rustc", "--crate-type=rlib", "--edition=2021", "-g", "-o", rlib, source], check=True)
    outer = 'pub use inner::*; #[no_mangle] pub extern "C" fn outer() {}'
    library = compile_rust(outer, f"--extern=inner={rlib}")
    assert set(read_library(library, target=target).functions) == {"norm_of_inner", "outer"}


def test_rust_functions_with_dots_are_variadic(compile_rust: Compile, target: Target) -> None:
    """Rustc shows the dots as a ``VaList`` parameter; the signature has them as dots."""
    source = """
        #![feature(c_variadic)]
        #[no_mangle] pub unsafe extern "C" fn total(n: i32, mut rest: ...) -> i32 { n }
    """
    function = read_library(compile_rust(source), target=target).functions["total"]
    assert (len(function.parameters), function.variadic) == (1, True)


@pytest.mark.parametrize(
    ("content", "start"),
    [(b"", "nothing"), (b"#!/bin/sh", "23 21 2f 62")],
)
def test_other_files_are_refused(tmp_path: Path, target: Target, content: bytes, start: str) -> None:
    """What is no library is named with its first bytes."""
    path = tmp_path / "libdemo.so"
    path.write_bytes(content)
    with pytest.raises(LibraryError) as caught:
        read_library(path, target=target)
    assert caught.value.message == f"{path} is no library (starts with {start})"


def test_a_missing_file_is_named(tmp_path: Path, target: Target) -> None:
    """The error says which file and why."""
    path = tmp_path / "libnone.so"
    with pytest.raises(LibraryError) as caught:
        read_library(path, target=target)
    assert caught.value.message == f"{path} cannot be read: No such file or directory"
    assert "--lib" in caught.value.hint


def test_an_object_file_is_not_a_library(tmp_path: Path, target: Target) -> None:
    """Only shared libraries are read."""
    source = tmp_path / "part.c"
    source.write_text("int part(void) { return 1; }\n")
    made = tmp_path / "part.o"
    subprocess.run(["cc", "-c", "-o", made, source], check=True)
    with pytest.raises(LibraryError) as caught:
        read_library(made, target=target)
    assert caught.value.message == f"{made} is an ELF file, but not a shared library (ET_REL)"


def test_a_library_for_another_target_is_refused(small: Path, target: Target) -> None:
    """Layouts of one machine are not compared with the header of another."""
    other = replace(target, triple="aarch64-unknown-linux-gnu")
    with pytest.raises(LibraryError) as caught:
        read_library(small, target=other)
    assert caught.value.message == f"{small} is for x64, not for aarch64-unknown-linux-gnu"


@pytest.mark.parametrize("seed", range(30))
def test_a_truncated_library_is_an_error(small: Path, tmp_path: Path, target: Target, seed: int) -> None:
    """A file that ends too early is reported as damaged, or read as far as it is whole."""
    data = small.read_bytes()
    cut = tmp_path / "libcut.so"
    length = random.Random(seed).randrange(4, len(data))  # noqa: S311  # to be repeated by its seed
    cut.write_bytes(data[:length])
    with pytest.raises(LibraryError) as caught:
        read_library(cut, target=target)
    assert caught.value.message.startswith(f"{cut} is damaged: ")


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_library_gives_an_error_or_an_interface(
    small: Path, tmp_path: Path, target: Target, seed: int
) -> None:
    """Whatever bytes are changed, nothing but LibraryError is raised."""
    chosen = random.Random(seed)  # noqa: S311  # to be repeated by its seed
    data = bytearray(small.read_bytes())
    start = data.find(b"demo.rs") if seed % 3 == 0 else 0
    for _ in range(chosen.choice((1, 5, 25))):
        place = (start + chosen.randrange(min(len(data), 4000))) % len(data)
        data[place] = chosen.choice((0, 0xFF, chosen.randrange(256)))
    damaged = tmp_path / "libdamaged.so"
    damaged.write_bytes(data)
    outcome = read_or_fail(damaged, target)
    assert isinstance(outcome, Interface) or "\n" not in outcome.message
