"""Registers and stack slots, handed out in order."""

from dataclasses import dataclass, field

from ffisafe.abi.cursor import round_up
from ffisafe.model.call import Piece


@dataclass(slots=True)
class Registers:
    """A file of argument registers, of which the first ``used`` are taken."""

    names: tuple[str, ...]
    used: int = 0

    @property
    def free(self) -> int:
        """How many are left."""
        return len(self.names) - self.used

    def take(self) -> str:
        """Return the next register."""
        self.used += 1
        return self.names[self.used - 1]

    def exhaust(self) -> None:
        """Leave none for later arguments."""
        self.used = len(self.names)

    def align(self, multiple: int) -> None:
        """Skip registers, so that the next one's number is a multiple."""
        self.used = min(round_up(self.used, multiple), len(self.names))


@dataclass(slots=True)
class Stack:
    """The argument area of a call; ``slot_bytes`` is what offsets and sizes are rounded to."""

    slot_bytes: int
    position_bytes: int = 0
    align_bytes: int = field(default=1)  # of the strictest that was put there

    def put(self, size_bytes: int, align_bytes: int = 1, offset_bytes: int = 0) -> Piece:
        """Return the next place for bytes of a value, which start at an offset of the value."""
        align = max(align_bytes, self.slot_bytes)
        start = round_up(self.position_bytes, align)
        self.position_bytes = round_up(start + size_bytes, self.slot_bytes)
        self.align_bytes = max(self.align_bytes, align)
        return Piece(offset_bytes=offset_bytes, size_bytes=size_bytes, stack_offset_bytes=start)


def in_words(registers: Registers, size_bytes: int, word_bytes: int) -> tuple[Piece, ...]:
    """Return a value's words in the next registers; the last one may be partly filled."""
    return tuple(
        Piece(
            offset_bytes=offset,
            size_bytes=min(word_bytes, size_bytes - offset),
            register=registers.take(),
        )
        for offset in range(0, size_bytes, word_bytes)
    )
