"""Interfaces that have been read, kept by content: headers and libraries.

A file holds a checksum and a pickle. Only the model's own classes are made from it, so that a
file that somebody else wrote can be wrong, but cannot run anything.
"""

import os
import pickle
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import is_dataclass, replace
from enum import Enum
from functools import cache
from hashlib import blake2b
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import ffisafe
from ffisafe.frontends.garbage import no_garbage
from ffisafe.model.interface import Interface

_SUFFIX = ".interface"
_CHECKSUM_BYTES = 16
_MAX_BYTES = 256 * 1024 * 1024

Looked = tuple[tuple[str, int, int], ...]
"""Files that were looked for beside what was read: path, size and time; -1 for one that was not there."""


def key_of(parts: Sequence[str | bytes]) -> str:
    """Return by what an interface is known: a hash of all that its reading depends on."""
    digest = blake2b(digest_size=20)
    for part in parts:
        data = part.encode(errors="surrogateescape") if isinstance(part, str) else part
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


@cache
def tool(package: str) -> str:
    """Return the version of all code that reads, that of one who edits it included.

    Args:
        package: The library that it reads with.
    """
    found = find_spec(package)
    packages = [Path(ffisafe.__file__).parent, *map(Path, (found and found.submodule_search_locations) or ())]
    stamps = sorted(
        (entry.path, about.st_size, about.st_mtime_ns)
        for package in packages
        for folder, _, _ in os.walk(package)
        for entry in os.scandir(folder)
        if entry.name.endswith(".py") and (about := entry.stat())
    )
    return repr((sys.implementation.cache_tag, sys.version_info, stamps))


def looked_at(path: Path) -> tuple[str, int, int]:
    """Return a file as it is now."""
    try:
        about = path.stat()
    except (OSError, ValueError):  # a name that no file can have
        return str(path), -1, -1
    return str(path), about.st_size, about.st_mtime_ns


class InterfaceCache:
    """A folder of interfaces; whatever is wrong with it, all is read as if it were empty."""

    def __init__(self, folder: Path, *, max_bytes: int = _MAX_BYTES) -> None:
        self._folder = folder
        self._max_bytes = max_bytes

    def load(self, key: str) -> Interface | None:
        """Return what is kept under a key, if it is whole, and what lay beside it is as it was."""
        path = self._folder / f"{key}{_SUFFIX}"
        try:
            if not _is_private(self._folder):
                return None
            data = path.read_bytes()
            os.utime(path)  # the least recently used goes first
        except OSError:
            return None
        payload = memoryview(data)[_CHECKSUM_BYTES:]
        if blake2b(payload, digest_size=_CHECKSUM_BYTES).digest() != data[:_CHECKSUM_BYTES]:
            return None
        try:
            with no_garbage():
                found, looked = _ModelUnpickler(BytesIO(payload)).load()
                same = all(looked_at(Path(one[0])) == one for one in looked)
        except Exception:  # noqa: BLE001  # a file that is not ours may say anything
            return None
        return found if same and isinstance(found, Interface) else None

    def store(self, key: str, kept: Interface, looked: Looked = ()) -> None:
        """Keep an interface; readers see all of it or nothing."""
        # Constants are evaluated when they are asked for, by those who have parsed the header.
        whole = replace(kept, constants=dict(kept.constants), notes=())
        payload = pickle.dumps((whole, looked), protocol=5)
        checksum = blake2b(payload, digest_size=_CHECKSUM_BYTES).digest()
        with suppress(OSError):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if _is_private(self._folder):
                _write_whole(self._folder / f"{key}{_SUFFIX}", checksum + payload)
                self._evict()

    def _evict(self) -> None:
        """Delete what was not used for longest, until the rest is small enough."""
        with os.scandir(self._folder) as entries:
            files = [(entry.stat().st_mtime_ns, entry.stat().st_size, entry.path) for entry in entries]
        total = sum(size for _, size, _ in files)
        for _, size, path in sorted(files):
            if total <= self._max_bytes:
                return
            with suppress(OSError):  # another process was faster
                os.unlink(path)  # noqa: PTH108  # a path from scandir
            total -= size


class _ModelUnpickler(pickle.Unpickler):
    """Makes objects of the model's classes, and no others."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        found = None
        if module_name.startswith("ffisafe.model."):
            found = vars(import_module(module_name)).get(global_name)
        if not (isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum))):
            raise pickle.UnpicklingError(f"{module_name}.{global_name} is no class of the model")
        return found


def _is_private(folder: Path) -> bool:
    """Whether nobody else may write to a folder."""
    about = folder.stat()
    return os.name != "posix" or (about.st_uid == os.geteuid() and not about.st_mode & 0o022)


def _write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it appears under its name only when it is complete."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.stem)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.replace(name, path)  # noqa: PTH105  # a name from mkstemp
    except BaseException:
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108  # the same
        raise
