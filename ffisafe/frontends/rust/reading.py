"""What the reading of one library may cost, and which files it has looked at."""

from pathlib import Path

from ffisafe.frontends.kept import Looked, looked_at
from ffisafe.frontends.rust.damage import DamageError

# Of a file that is small: what is read of it takes seconds, and memory for this many bytes.
_LEAST_BYTES = 400_000_000
# Real libraries have a DIE for every 20 bytes or more, with a kilobyte for each in memory.
_BYTES_FOR_A_BYTE = 50
_MOST_HELD_BYTES = 800_000_000


class Reading:
    """One library's reading: memory that its debug information may take, by the size of its files.

    Debug information can be made to unfold without end.
    """

    def __init__(self) -> None:
        self._left = _LEAST_BYTES
        self._held = 0
        self._looked: dict[str, tuple[str, int, int]] = {}

    def grow(self, file_bytes: int) -> None:
        """Count in another file."""
        self._left += _BYTES_FOR_A_BYTE * file_bytes

    def charge(self, amount: int) -> None:
        """Take memory.

        Raises:
            DamageError: There is none left.
        """
        self._left -= amount
        if self._left < 0:
            raise DamageError("it has more debug information than a file of its size can have")

    def hold(self, amount: int) -> None:
        """Take memory that is kept until it is released.

        Raises:
            DamageError: There is none left.
        """
        self.charge(amount)
        self._held += amount
        if self._held > _MOST_HELD_BYTES:
            raise DamageError("its debug information takes more memory than there is for one library")

    def release(self, amount: int) -> None:
        """Give memory back."""
        self._held -= amount

    def has(self, path: Path) -> bool:
        """Return whether a file is there, and remember that it was looked for."""
        self._looked.setdefault(str(path), looked_at(path))
        try:
            return path.is_file()
        except (OSError, ValueError):  # a name that no file can have
            return False

    @property
    def looked(self) -> Looked:
        """The files that were looked for."""
        return tuple(self._looked.values())
