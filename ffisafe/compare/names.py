"""Names of one thing in two languages: ``COLOR_RED`` is ``Red``, ``z_stream_s`` is ``ZStream``."""

import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from typing import Generic, TypeVar

_Named = TypeVar("_Named")
_MARKS = re.compile(r"(_t|_s|_st|_e|_tag|_struct|_enum)$")


def last_part(path: str) -> str:
    """Return the name at the end of a Rust path; generic arguments have paths of their own."""
    name = path.partition("<")[0]
    return name.rpartition("::")[2] + path[len(name) :]


def plain_type(name: str) -> str:
    """Return a type's name without the marks of the languages' styles."""
    return loose(_MARKS.sub("", last_part(name)))


def loose(name: str) -> str:
    """Return a name without case and underscores."""
    return name.replace("_", "").lower()


def are_namesakes(c: str, rust: str) -> bool:
    """Whether two types' names are one: the C one may have the library's prefix, or Rust's a module's."""
    ours, theirs = plain_type(c), plain_type(rust)
    return bool(ours and theirs) and (theirs in _endings(c) or ours in _endings(rust))


def _endings(name: str) -> frozenset[str]:
    """Return a name, and what is left of it without its first words."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", _MARKS.sub("", last_part(name)))
    return frozenset({plain_type(name), *("".join(words[start:]).lower() for start in range(1, len(words)))})


class NameIndex(Generic[_Named]):
    """Types by their names, so that a namesake is found without going through all of them."""

    def __init__(self, named: Iterable[tuple[str, _Named]]) -> None:
        self._by_name: dict[str, list[_Named]] = {}
        self._by_ending: dict[str, list[_Named]] = {}
        for name, one in named:
            self._by_name.setdefault(plain_type(name), []).append(one)
            for ending in _endings(name):
                self._by_ending.setdefault(ending, []).append(one)

    def namesakes(self, name: str) -> list[_Named]:
        """Return the types that a name of the other side may mean."""
        plain = plain_type(name)
        longer = self._by_ending.get(plain, []) if plain else []
        return [*longer, *(one for ending in _endings(name) for one in self._by_name.get(ending, []))]


def match_constants(c: Sequence[str], rust: Sequence[str]) -> dict[str, str]:
    """Return which of C's names is which of Rust's, case and underscores aside.

    All of one side may have one prefix that the other does without: the enum's name, the
    library's, Google's ``k``. It is the one by which most of them match.
    """
    ours, theirs = {loose(name): name for name in c}, {loose(name): name for name in rust}
    found = {name: theirs[plain] for plain, name in ours.items() if plain in theirs}
    taken = set(found.values())
    for prefixed, short, c_is_prefixed in ((ours, theirs, True), (theirs, ours, False)):
        prefix = _common_prefix(prefixed, short)
        for plain, name in prefixed.items():
            rest = plain.removeprefix(prefix)
            if prefix and rest != plain and rest in short:
                pair = (name, short[rest]) if c_is_prefixed else (short[rest], name)
                if pair[0] not in found and pair[1] not in taken:
                    found[pair[0]] = pair[1]
                    taken.add(pair[1])
    return found


def _common_prefix(prefixed: Iterable[str], short: Container[str]) -> str:
    """Return what most of the longer names have before one of the shorter ones."""
    prefixes = Counter(
        name[:length] for name in prefixed for length in range(1, len(name)) if name[length:] in short
    )
    # Of several that fit equally often the shortest: of `darkred` and `red` in `colordarkred`.
    return min(prefixes, key=lambda one: (-prefixes[one], len(one)), default="")
