"""Bits of a record that belong to no field."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of bits, counted from the first bit of the outermost aggregate."""

    offset_bits: int
    size_bits: int

    @property
    def end_bits(self) -> int:
        """The first bit behind it."""
        return self.offset_bits + self.size_bits


def gaps(spans: Iterable[Span], whole: Span) -> list[Span]:
    """Return what spans leave free of a whole, in order; they may overlap."""
    found = []
    position = whole.offset_bits
    end = Span(offset_bits=whole.end_bits, size_bits=0)
    for span in (*sorted(spans, key=lambda span: span.offset_bits), end):
        if span.offset_bits > position:
            found.append(Span(offset_bits=position, size_bits=span.offset_bits - position))
        position = max(position, span.end_bits)
    return found


def amount(size_bits: int) -> str:
    """Return a number of bits in words: bytes where they are whole."""
    size_bytes, bits = divmod(size_bits, 8)
    words = [plural(size_bytes, "byte")] if size_bytes or not bits else []
    return " and ".join(words + ([plural(bits, "bit")] if bits else []))


def plural(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
