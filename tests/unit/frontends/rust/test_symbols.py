"""Symbols that a build has, and who may reach them; the linker is the oracle."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ffisafe.frontends.rust import read_library
from ffisafe.model.interface import Unreachable
from ffisafe.model.target import Target

Compile = Callable[..., Path]

SOURCE = """
__attribute__((visibility("default"))) int open_one(void) { return 1; }
__attribute__((visibility("protected"))) int protected_one(void) { return 1; }
__attribute__((visibility("hidden"))) int hidden_one(void) { return 1; }
static int local_one(void) { return 1; }
int taken(void) { return local_one(); }
__attribute__((weak)) int weak_one(void) { return 1; }
int data_one[3] = {1, 2, 3};
static int resolve_me(void) { return 1; }
static void *resolver(void) { return resolve_me; }
int indirect_one(void) __attribute__((ifunc("resolver")));
__thread long thread_one;
int old_v1(void) { return 1; }
int new_v2(void) { return 2; }
int gone_v1(void) { return 3; }
__asm__(".symver old_v1, versioned@V1");
__asm__(".symver new_v2, versioned@@V2");
__asm__(".symver gone_v1, gone@V1");
"""
VERSIONS = """
V1 { global: gone; versioned; open_one; protected_one; weak_one; data_one; indirect_one; thread_one; };
V2 { global: versioned; local: *; } V1;
"""
REACHED = ["open_one", "protected_one", "weak_one", "data_one", "indirect_one", "thread_one", "versioned"]
UNREACHED = {
    "hidden_one": Unreachable.LOCAL,  # the linker makes a hidden symbol a local one
    "local_one": Unreachable.LOCAL,
    "taken": Unreachable.LOCAL,
    "gone": Unreachable.VERSION,
}


@pytest.fixture(scope="module", params=["gnu", "sysv"])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The library of the source above, with either hash table."""
    folder = tmp_path_factory.mktemp("symbols")
    (folder / "part.c").write_text(SOURCE)
    (folder / "part.map").write_text(VERSIONS)
    flags = ["-shared", "-fPIC", "-Wl,--version-script=part.map", f"-Wl,--hash-style={request.param}"]
    subprocess.run(["gcc", *flags, "-o", "libpart.so", "part.c"], check=True, cwd=folder)
    return folder / "libpart.so"


def links(library: Path, symbol: str) -> bool:
    """Return whether a program can be linked that refers to a symbol of a library."""
    program = f"extern char {symbol}[]; int main(void) {{ return (int)(long){symbol}; }}"
    if symbol.startswith("thread"):
        program = program.replace("extern", "extern __thread")
    command = [
        "gcc",
        "-w",
        "-fPIC",
        "-x",
        "c",
        "-",
        "-o",
        "/dev/null",
        f"-L{library.parent}",
        "-l:libpart.so",
    ]
    process = subprocess.run(command, input=program, text=True, capture_output=True, check=False)
    return process.returncode == 0


def test_what_is_exported_can_be_linked_to(library: Path, target: Target) -> None:
    """Exports are what a linker takes, and hidden symbols what it does not."""
    found = read_library(library, target=target)
    assert {*REACHED} <= (found.exports or frozenset())
    assert [name for name in REACHED if not links(library, name)] == []
    assert {name: found.hidden[name].reason for name in UNREACHED} == UNREACHED
    assert [name for name in UNREACHED if links(library, name)] == []


def test_a_version_is_told(library: Path, target: Target) -> None:
    """A symbol that is only there in a version that is not the default has that version."""
    assert read_library(library, target=target).hidden["gone"].version == "V1"


def test_variables_have_sizes(library: Path, target: Target) -> None:
    """The size of exported data is the symbol's."""
    sizes = read_library(library, target=target).variable_sizes
    assert {name: sizes[name] for name in ("data_one", "thread_one")} == {"data_one": 12, "thread_one": 8}


def test_functions_of_c_in_a_cdylib_are_local(compile_rust: Compile, tmp_path: Path, target: Target) -> None:
    """Rustc's version script keeps what a build script has compiled from C."""
    (tmp_path / "part.c").write_text("int part_of_c(void) { return 1; }\n")
    subprocess.run(["gcc", "-g", "-fPIC", "-c", "part.c"], check=True, cwd=tmp_path)
    subprocess.run(["ar", "rcs", "libpart.a", "part.o"], check=True, cwd=tmp_path)
    source = """
        extern "C" { fn part_of_c() -> i32; }
        #[no_mangle] pub extern "C" fn outer() -> i32 { unsafe { part_of_c() } }
    """
    found = read_library(compile_rust(source, f"-L{tmp_path}", "-lstatic=part"), target=target)
    assert found.exports == frozenset({"outer"})
    assert found.hidden["part_of_c"].reason is Unreachable.LOCAL
