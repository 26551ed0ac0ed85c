"""Which constants of a C enum differ from the variants of a Rust one.

One cause, one finding: a constant that only one side has moves those after it that have no value
of their own; these are not reported again.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ffisafe.compare.names import match_constants
from ffisafe.model.ctype import Enumeration

_LAST_WORDS = frozenset(["count", "max", "last", "end", "num", "sentinel", "size", "dummy", "total", "enum"])
_FIRST_WORDS = frozenset(["num", "max", "last", "force"])
_EXTREMES = frozenset({2**bits - delta for bits in (7, 8, 15, 16, 31, 32, 63, 64) for delta in (1, 2)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A constant whose value differs, or that one side lacks; ``moves`` are those that follow from it."""

    c_name: str | None
    c_value: int | None
    rust_name: str | None
    rust_value: int | None
    moves: tuple[str, ...] = ()


def differences(c: Enumeration, rust: Enumeration) -> Iterator[Difference]:
    """Yield what differs, in C's order, and then what only Rust has.

    A name that only one side has is no difference if its value belongs to a constant without a
    counterpart on the other (it is another name for it), or to one that matches (an alias, as
    ``COLOR_LAST = COLOR_BLUE``). Nor is a constant that only counts the others, or that only
    makes the type wide enough.
    """
    matched = match_constants([name for name, _ in c.constants], [name for name, _ in rust.constants])
    values = dict(rust.constants)
    bits = 8 * rust.underlying.size_bytes
    agreed = {value for name, value in c.constants if name in matched and values[matched[name]] == value}
    free = {value: name for name, value in rust.constants if name not in matched.values()}
    only_c = [
        (name, value)
        for name, value in c.constants
        if name not in matched and value not in agreed and value not in free and not _counts(name, value, c)
    ]
    ours = {value for name, value in c.constants if name not in matched} | agreed
    only_rust = [(name, value) for value, name in free.items() if value not in ours]
    shifts = _shifts(c, rust, matched, (dict(only_c), dict(only_rust)))
    moved: dict[str, list[str]] = {}
    for name, value in c.constants:
        other = values[matched[name]] if name in matched else None
        if other is None or (value - other) % (1 << bits) == 0:
            continue
        if name in shifts and shifts[name][0] == value - other:
            moved.setdefault(shifts[name][1], []).append(name)
        else:
            yield Difference(c_name=name, c_value=value, rust_name=matched[name], rust_value=other)
    for name, value in only_c:
        moves = tuple(moved.get(name, ()))
        yield Difference(c_name=name, c_value=value, rust_name=None, rust_value=None, moves=moves)
    for name, value in only_rust:
        moves = tuple(moved.get(name, ()))
        yield Difference(c_name=None, c_value=None, rust_name=name, rust_value=value, moves=moves)


def _shifts(
    c: Enumeration,
    rust: Enumeration,
    matched: Mapping[str, str],
    only: tuple[Mapping[str, int], Mapping[str, int]],
) -> dict[str, tuple[int, str]]:
    """Return by how much what one side alone has before it moves a constant of C, and the last such."""
    before: dict[str, tuple[int, str]] = {}
    extra, cause = 0, ""
    theirs = {name: index for index, (name, _) in enumerate(rust.constants)}
    for name, _ in c.constants:
        if name in only[0]:
            extra, cause = extra + 1, name
        elif name in matched:
            here = theirs[matched[name]]
            lacking = [one for one in only[1] if theirs[one] < here]
            if extra or lacking:
                before[name] = (extra - len(lacking), cause or lacking[-1])
    return before


def _counts(name: str, value: int, enum: Enumeration) -> bool:
    """Whether a constant is none that is passed: ``COLOR_COUNT``, ``COLOR_MAX``, ``COLOR_FORCE_32BIT``."""
    words = [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)] or [""]
    if words[-1] not in _LAST_WORDS and words[0] not in _FIRST_WORDS and "force" not in words:
        return False
    others = {other for each, other in enum.constants if each != name} - _EXTREMES
    values = [other for _, other in enum.constants]
    follows = value - 1 in values[: values.index(value)][-1:]
    is_beyond = value > max(others, default=-1) or value < min(others, default=0)  # errors count downward
    return value in _EXTREMES or is_beyond or follows
