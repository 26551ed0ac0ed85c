"""The sanitizer's runtime: where it is found, and that it works."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ffisafe.build import build_crate, find_crate, host_triple, sanitized, sanitizer_runtime
from ffisafe.errors import MissingToolError

from .conftest import MakeCrate

OVERFLOW = (
    "import ctypes, sys\n"
    "get = ctypes.CDLL(sys.argv[1]).get\n"
    "get.argtypes = [ctypes.c_void_p, ctypes.c_size_t]\n"
    "libc = ctypes.CDLL(None)\n"
    "libc.malloc.restype = ctypes.c_void_p\n"
    "get(libc.malloc(8), int(sys.argv[2]))\n"
)


@pytest.fixture(scope="module")
def without_compiler_runtime(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ``cc`` that links but knows no sanitizer runtime."""
    script = tmp_path_factory.mktemp("bin") / "cc"
    script.write_text('#!/bin/sh\ncase "$1" in -print-file-name=*) echo "${1#*=}";; *) exec cc "$@";; esac\n')
    script.chmod(0o755)
    return script


def call(library: Path, runtime: Path, index: int) -> subprocess.CompletedProcess[str]:
    """Call ``get`` in a process that has the runtime preloaded."""
    env = {**os.environ, "LD_PRELOAD": str(runtime), "ASAN_OPTIONS": "detect_leaks=0"}
    command = [sys.executable, "-c", OVERFLOW, str(library), str(index)]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("own", [False, True], ids=["compiler", "toolchain"])
def test_an_overflow_is_found_with_the_runtime(
    make_crate: MakeCrate,
    monkeypatch: pytest.MonkeyPatch,
    without_compiler_runtime: Path,
    *,
    own: bool,
) -> None:
    """Both the compiler's runtime and the one linked from the toolchain find an overflow."""
    crate = find_crate(make_crate())
    library = build_crate(crate, sanitized("address"), target=host_triple()).path
    if own:
        monkeypatch.setenv("CC", str(without_compiler_runtime))
    runtime = sanitizer_runtime("address")
    assert call(library, runtime, 7).returncode == 0
    outcome = call(library, runtime, 8)
    assert outcome.returncode != 0
    assert "heap-buffer-overflow" in outcome.stderr


def test_the_linked_runtime_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, without_compiler_runtime: Path
) -> None:
    """It is linked once, into the cache, and nothing else is left there."""
    monkeypatch.delenv("FFISAFE_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("CC", str(without_compiler_runtime))
    first = sanitizer_runtime("address")
    stamp = first.stat().st_mtime_ns
    second = sanitizer_runtime("address")
    assert (second, second.stat().st_mtime_ns) == (first, stamp)
    assert list((tmp_path / "ffisafe" / "runtime").iterdir()) == [first]


def test_no_compiler_and_no_toolchain_is_a_missing_tool(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hint says what to install."""
    monkeypatch.delenv("FFISAFE_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("CC", "/nonexistent/cc")
    monkeypatch.setenv("RUSTC", "/nonexistent/rustc")
    with pytest.raises(MissingToolError) as caught:
        sanitizer_runtime("address")
    assert "libasan" in caught.value.hint


def test_a_sanitizer_without_a_runtime_is_refused() -> None:
    """Only the sanitizers that rustc can instrument for have runtimes here."""
    with pytest.raises(MissingToolError):
        sanitizer_runtime("memory")
