"""Parameters that have changed places: the same names on both sides, in another order."""

from collections.abc import Sequence

from ffisafe.compare.names import loose
from ffisafe.model.interface import Function


def exchanged(c: Function, rust: Function) -> dict[int, int]:
    """Return at which place Rust has each parameter of C that has another there.

    Names say so only where both sides have the same ones at these places: C's parameter is
    elsewhere in Rust, and what Rust has in its place is elsewhere in C.
    """
    ours = _names([parameter.name for parameter in c.parameters])
    theirs = _names([parameter.name for parameter in rust.parameters])
    moves = {place: theirs[name] for name, place in ours.items() if theirs.get(name, place) != place}
    while stray := [place for place, there in moves.items() if there not in moves]:
        for place in stray:
            del moves[place]
    return moves


def _names(names: Sequence[str | None]) -> dict[str, int]:
    """Return the place of each name that is there once, without the languages' styles."""
    plain = [loose(name or "") for name in names]
    return {name: place for place, name in enumerate(plain) if name and plain.count(name) == 1}
