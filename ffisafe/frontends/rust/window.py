"""Files and parts of files that may be read, and nothing outside of them."""

from io import SEEK_END
from typing import BinaryIO

from ffisafe.frontends.rust.damage import DamageError


class Window:
    """A part of an open file, such as one member of an archive; what lies outside does not exist."""

    def __init__(self, file: BinaryIO, start: int = 0, size: int | None = None) -> None:
        self.file = file
        self.start = start
        self.size = file.seek(0, SEEK_END) - start if size is None else size

    def at(self, offset: int, size: int, what: str = "it") -> bytes:
        """Return bytes by their place in the window.

        Raises:
            DamageError: They are not all there.
        """
        if size < 0 or not 0 <= offset <= self.size - size:
            raise DamageError(f"{what} runs past the end of the file")
        self.file.seek(self.start + offset)
        return self.file.read(size)

    def part(self, offset: int, size: int, what: str) -> "Window":
        """Return a window inside of this one."""
        if size < 0 or not 0 <= offset <= self.size - size:
            raise DamageError(f"{what} runs past the end of the file")
        return Window(self.file, self.start + offset, size)
