"""How much a file may make its reader do: debug information can be made to unfold without end."""

from ffisafe.frontends.rust.damage import DamageError

# Of a file that is small: what is read of it takes seconds, and memory for this many bytes.
_LEAST_BYTES = 400_000_000
# Real libraries have a DIE for every 20 bytes or more, with a kilobyte for each in memory.
_BYTES_FOR_A_BYTE = 50


class Budget:
    """Memory that the debug information of one library may take, by the size of its files."""

    def __init__(self) -> None:
        self._left = _LEAST_BYTES

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
