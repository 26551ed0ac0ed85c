"""Which of the files that make up a translation unit a reader is asked about."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from ffisafe.frontends.c_header.preprocessing.markers import file_name
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed


class Files(Protocol):
    """A set of files, by the names that the compiler has for them."""

    def __contains__(self, file: str, /) -> bool:
        """Whether what the file declares is asked for."""


class OwnFiles:
    """The headers that the user named, and what they include from their own folders."""

    def __init__(self, headers: Sequence[Path], source: Preprocessed) -> None:
        self._system = {file_name(file) for file in source.system_files}
        self._headers = {str(path) for header in headers for path in (header, header.resolve())}
        self._folders = {header.resolve().parent for header in headers}
        self._known: dict[str, bool] = {}

    def __contains__(self, file: str, /) -> bool:
        """Whether a file belongs to the headers."""
        if file not in self._known:
            self._known[file] = self._is_own(file)
        return self._known[file]

    def _is_own(self, file: str) -> bool:
        if file in self._headers:
            return True
        if file in self._system or file.startswith("<"):
            return False
        path = Path(file).resolve()
        return any(path.is_relative_to(folder) for folder in self._folders)


class EveryFile:
    """All of them, the system's included."""

    def __contains__(self, _file: str, /) -> bool:
        """Say yes."""
        return True
