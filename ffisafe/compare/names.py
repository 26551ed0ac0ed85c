"""Names of one thing in two languages: ``COLOR_RED`` is ``Red``, ``z_stream_s`` is ``ZStream``."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

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
    return bool(ours and theirs) and (ours == theirs or _has_prefix(c, theirs) or _has_prefix(rust, ours))


def _has_prefix(name: str, rest: str) -> bool:
    """Whether a name is a few words more, and then the rest."""
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", _MARKS.sub("", last_part(name)))
    return any("".join(words[start:]).lower() == rest for start in range(1, len(words)))


def match_constants(c: Sequence[str], rust: Sequence[str]) -> dict[str, str]:
    """Return which of C's names is which of Rust's, case and underscores aside.

    All of one side may have one prefix that the other does without: the enum's name, the
    library's, Google's ``k``. It is the one by which most of them match.
    """
    ours, theirs = {loose(name): name for name in c}, {loose(name): name for name in rust}
    found = {name: theirs[plain] for plain, name in ours.items() if plain in theirs}
    for prefixed, short, c_is_prefixed in ((ours, theirs, True), (theirs, ours, False)):
        prefix = _common_prefix(prefixed, short)
        for plain, name in prefixed.items():
            rest = plain.removeprefix(prefix)
            if prefix and rest != plain and rest in short:
                pair = (name, short[rest]) if c_is_prefixed else (short[rest], name)
                if pair[0] not in found and pair[1] not in found.values():
                    found[pair[0]] = pair[1]
    return found


def _common_prefix(prefixed: Iterable[str], short: Iterable[str]) -> str:
    """Return what most of the longer names have before one of the shorter ones."""
    endings = list(short)
    prefixes = Counter(
        name.removesuffix(end) for name in prefixed for end in endings if name.endswith(end) and name != end
    )
    # Of several that fit equally often the shortest: of `darkred` and `red` in `colordarkred`.
    return min(prefixes, key=lambda one: (-prefixes[one], len(one)), default="")
