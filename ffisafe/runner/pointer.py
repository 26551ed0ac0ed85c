"""Pointers into a worker's memory."""

from typing import TYPE_CHECKING, Any

from ffisafe.model.ctype import Pointer as PointerType
from ffisafe.model.spelling import spell_c

if TYPE_CHECKING:
    from ffisafe.runner.library import Library


class StalePointerError(ValueError):
    """A pointer into a worker that is gone: a new process has nothing at its address."""


class Pointer:
    """An address in the worker, with the type of the pointer; false if NULL."""

    __slots__ = ("_generation", "_library", "_owned", "address", "ctype")

    def __init__(
        self, library: "Library", address: int, ctype: PointerType, generation: int, *, owned: bool = False
    ) -> None:
        self.address = address
        self.ctype = ctype
        self._library = library
        self._generation = generation
        self._owned = owned

    def live_address(self, library: "Library") -> int:
        """Return the address, to be used in a library's present worker.

        Raises:
            StalePointerError: It belongs to another process.
        """
        __tracebackhide__ = True
        if self._library is not library:
            raise StalePointerError(f"{self!r} belongs to another library's process")
        if self._generation != library.generation and self.address:
            raise StalePointerError(
                f"{self!r} belongs to a worker that is gone (number {self._generation}; "
                f"now it is number {library.generation}): what it pointed to went with it"
            )
        return self.address

    def is_live(self, library: "Library") -> bool:
        """Return whether the process that it points into is a library's present worker."""
        return self._library is library and self._generation == library.generation

    def read(self, count: int = 1) -> Any:
        """Return a copy of what it points to; see :meth:`Library.read`."""
        __tracebackhide__ = True
        return self._library.read(self, count)

    def write(self, values: Any) -> None:
        """Write elements from its address on; see :meth:`Library.write`."""
        __tracebackhide__ = True
        self._library.write(self, values)

    def free(self) -> None:
        """Give back memory that came from :meth:`Library.new`.

        Raises:
            ValueError: It is the library's own memory, or was given back already.
        """
        __tracebackhide__ = True
        if not self._owned:
            raise ValueError(f"{self!r} is not ours to free: it did not come from `new`")
        self._library.release([self])

    def disown(self) -> bool:
        """Note that the memory was given back; return whether it was ours."""
        owned, self._owned = self._owned, False
        return owned

    def __bool__(self) -> bool:
        return self.address != 0

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Pointer):
            return NotImplemented
        same_place = (self.address, self._generation) == (other.address, other._generation)
        return same_place and self._library is other._library

    def __hash__(self) -> int:
        return hash((self.address, self._generation))

    def __repr__(self) -> str:
        return f"<{spell_c(self.ctype)} {self.address:#x}>" if self.address else "NULL"
