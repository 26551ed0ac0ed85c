"""Static archives (``ar``): System V's and GNU's, BSD's, and Microsoft's, which are one format."""

from collections.abc import Iterator
from dataclasses import dataclass

from ffisafe.frontends.rust.damage import DamageError
from ffisafe.frontends.rust.window import Window

MAGIC = b"!<arch>\n"
THIN = b"!<thin>\n"
_HEADER_BYTES = 60
_INDEXES = frozenset({"/", "/SYM64/", "__.SYMDEF", "__.SYMDEF SORTED", "__.SYMDEF_64", "__.SYMDEF_64 SORTED"})
_MAX_MEMBERS = 100_000


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive."""

    name: str
    window: Window


@dataclass(frozen=True, slots=True)
class Archive:
    """The files in an archive, and the symbols that its index has."""

    members: tuple[Member, ...]
    index: tuple[str, ...]


def read_archive(window: Window) -> Archive:
    """Return what an archive holds.

    Raises:
        DamageError: It is not what it says.
    """
    members: list[Member] = []
    index: tuple[str, ...] = ()
    for name, content in _entries(window):
        if name in _INDEXES:
            index = index or _index(name, content)
        else:
            members.append(Member(name, content))
        if len(members) > _MAX_MEMBERS:
            raise DamageError(f"it has more than {_MAX_MEMBERS:,} members")
    return Archive(tuple(members), index)


def _entries(window: Window) -> Iterator[tuple[str, Window]]:
    at, long_names = len(MAGIC), b""
    while at < window.size:
        header = window.at(at, _HEADER_BYTES, "a member's header")
        if header[58:60] != b"`\n":
            raise DamageError(f"there is no member's header at {at:#x}")
        size = _decimal(header[48:58])
        field = header[:16].decode("latin-1").rstrip(" ")
        content = window.part(at + _HEADER_BYTES, size, f"member {field!r}")
        at += _HEADER_BYTES + size + size % 2
        if field == "//":
            long_names = content.at(0, size, "the long names")
            continue
        if field.startswith("#1/"):
            length = _decimal(field[3:].encode())
            name = content.at(0, length, "a long name").rstrip(b"\0").decode("utf-8", "replace")
            yield name, content.part(length, size - length, name)
        elif field.startswith("/") and field[1:].isdecimal():
            # GNU ends a name with a slash and a newline, Microsoft with a zero.
            long_name = long_names[int(field[1:]) :].replace(b"\0", b"\n", 1).partition(b"\n")[0]
            yield long_name.decode("utf-8", "replace").rstrip("/"), content
        else:
            yield field if field in _INDEXES else field.rstrip("/"), content


def _decimal(digits: bytes) -> int:
    text = digits.strip()
    if not text.isdigit():
        raise DamageError(f"{text!r} is no size")
    return int(text)


def _index(name: str, content: Window) -> tuple[str, ...]:
    """Return the symbols that an archive's index lists: they follow the places of their members."""
    data = content.at(0, content.size, "the index")
    if name.startswith("__.SYMDEF"):
        width = 8 if "_64" in name else 4
        size = int.from_bytes(data[:width], "little")
        start = 2 * width + size
    else:
        width = 8 if name == "/SYM64/" else 4
        start = width + width * int.from_bytes(data[:width], "big")
    names = data[start:].split(b"\0")
    return tuple(one.decode("utf-8", "replace") for one in names if one)
