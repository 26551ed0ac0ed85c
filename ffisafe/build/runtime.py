"""Finds the shared sanitizer runtime that an instrumented library is preloaded with.

An instrumented cdylib refers to the runtime and does not contain it. The system compiler's
is taken where there is one; else one is linked from the static runtime that the Rust
toolchain ships, and kept in the cache.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

from ffisafe.build.cache import cache_directory
from ffisafe.build.process import Output, run
from ffisafe.build.toolchain import host_triple, target_libraries
from ffisafe.errors import BuildError, MissingToolError

# Sanitizer: the name of its runtime in gcc, clang and rustc.
_RUNTIMES: Mapping[str, str] = {"address": "asan", "thread": "tsan", "leak": "lsan"}


def sanitizer_runtime(sanitizer: str) -> Path:
    """Return the shared library to put into ``LD_PRELOAD`` on this machine.

    Raises:
        MissingToolError: No compiler here has the runtime, and none can be linked.
    """
    short = _RUNTIMES.get(sanitizer)
    if short is None:
        raise MissingToolError(f"no runtime is known for the `{sanitizer}` sanitizer")
    runtime = _from_compiler(short) or _from_toolchain(short)
    if runtime is None:
        raise MissingToolError(
            f"no shared runtime for the `{sanitizer}` sanitizer is on this machine",
            hint=f"install gcc with lib{short} (Debian and Ubuntu: `apt install gcc`; "
            f"Fedora: `dnf install gcc lib{short}`), or clang with compiler-rt",
        )
    return runtime


def _from_compiler(short: str) -> Path | None:
    """Ask ``CC`` for its runtime: gcc's first, then clang's names for it."""
    for name in _compiler_names(short):
        with suppress(MissingToolError):
            printed = run("cc", [f"-print-file-name={name}"]).stdout.strip()
            path = Path(printed)
            # A compiler that does not have the file prints the name back.
            if path.is_absolute() and _is_elf(path):
                return path.resolve()
    return None


def _compiler_names(short: str) -> Iterator[str]:
    yield f"lib{short}.so"
    machine = os.uname().machine
    yield f"libclang_rt.{short}-{machine}.so"
    yield f"libclang_rt.{short}.so"


def _is_elf(path: Path) -> bool:
    """Tell a library from a linker script of the same name."""
    try:
        with path.open("rb") as file:
            return file.read(4) == b"\x7fELF"
    except OSError:
        return False


def _from_toolchain(short: str) -> Path | None:
    """Link the Rust toolchain's static runtime into a shared library, once."""
    with suppress(MissingToolError, BuildError, OSError):
        archives = sorted(target_libraries(host_triple()).glob(f"librustc*_rt.{short}.a"))
        if archives:
            return _linked(archives[0], short)
    return None


def _linked(archive: Path, short: str) -> Path | None:
    status = archive.stat()
    identity = f"{archive}\0{status.st_size}\0{status.st_mtime_ns}"
    digest = blake2b(os.fsencode(identity), digest_size=8).hexdigest()
    library = cache_directory() / "runtime" / f"lib{short}-{digest}.so"
    if library.is_file():
        return library
    library.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=library.parent) as scratch:
        made = Path(scratch) / library.name
        if _link(archive, made, Path(scratch)).status != 0:
            return None
        made.replace(library)
    return library


def _link(archive: Path, library: Path, scratch: Path) -> Output:
    """Link all of a static runtime, except what only an executable may hold."""
    listed = run("ar", ["t", str(archive)]).stdout.split()
    # .preinit_array, which those objects fill, is not allowed in a shared library.
    kept = [name for name in dict.fromkeys(listed) if "preinit" not in name]
    extracted = run("ar", ["x", str(archive), *kept], directory=scratch)
    if extracted.status != 0:
        return extracted
    objects = [str(scratch / name) for name in kept]
    libraries = ["-lpthread", "-ldl", "-lrt", "-lm"]
    return run("cc", ["-shared", "-o", str(library), *objects, *libraries])
