"""Where fields would lie if the differences already found were the only ones."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ffisafe.compare.fields import FieldMatch, Pair
from ffisafe.model.ctype import RecordKind
from ffisafe.model.layout import Member, RecordLayout


@dataclass(slots=True)
class Placement:
    """C's fields in C's order, with what Rust has in place of those that differ.

    Whatever of the Rust layout it reproduces is a consequence of differences that are reported
    anyway; what it does not is a difference of its own.
    """

    kind: RecordKind
    offsets_bits: dict[int, int] = field(default_factory=dict)  # by identity of Rust's member
    align_bytes: int = 1
    end_bytes: int = 0

    @property
    def size_bytes(self) -> int:
        """Size of the whole, rounded up to its alignment."""
        return _round_up(self.end_bytes, self.align_bytes)

    def put(self, member: Member, *, at_least: int = 0) -> int:
        """Place a member after the ones before it and return its offset in bytes."""
        start = 0 if self.kind is RecordKind.UNION else max(self.end_bytes, at_least)
        offset = _round_up(start, member.align_bytes)
        self.end_bytes = max(self.end_bytes, offset + member.size_bytes)
        self.align_bytes = max(self.align_bytes, member.align_bytes)
        return offset


def place(
    c: RecordLayout, rust: RecordLayout, match: FieldMatch, differs: Callable[[Pair], bool]
) -> Placement:
    """Return where the paired fields are to be expected in Rust.

    Args:
        c: The record in C.
        rust: The record in Rust.
        match: Which fields correspond.
        differs: Whether the two sides of a pair are different types.
    """
    placement = Placement(kind=c.kind)
    asked = c.align_bytes > max((m.align_bytes for m in c.members), default=1)
    placement.align_bytes = c.align_bytes if asked or match.bit_fields else 1
    before = _extra_before(rust, match)
    bit_ends = [(m.offset_bits, -(-(m.offset_bits + (m.width_bits or 0)) // 8)) for m in match.bit_fields]
    for pair in match.pairs:
        ours, theirs = pair
        for extra in before.get(id(theirs), ()):
            placement.put(extra)
        bits = max((end for start, end in bit_ends if start < ours.offset_bits), default=0)
        substitute = theirs if differs(pair) else ours
        placement.offsets_bits[id(theirs)] = 8 * placement.put(substitute, at_least=bits)
    for extra in before.get(None, ()):
        placement.put(extra)
    placement.end_bytes = max([placement.end_bytes, *(end for _, end in bit_ends)])
    return placement


def _extra_before(rust: RecordLayout, match: FieldMatch) -> Mapping[int | None, list[Member]]:
    """Return the fields that only Rust has, by the paired field that follows them there."""
    extra = {id(m) for m in match.only_rust}
    paired = {id(theirs) for _, theirs in match.pairs}
    found: dict[int | None, list[Member]] = {}
    waiting: list[Member] = []
    for member in rust.members:
        if id(member) in extra:
            waiting.append(member)
        elif id(member) in paired and waiting:
            found[id(member)], waiting = waiting, []
    if waiting:
        found[None] = waiting
    return found


def _round_up(value: int, multiple: int) -> int:
    return -(-value // multiple) * multiple
