"""A source line as a terminal can show it, with its mark below."""

from dataclasses import dataclass

from rich.cells import cell_len

TAB = "    "
MAX_CELLS = 140  # a longer line is cut around its mark
_CUT = "..."
_MAX_CHARACTERS = 10 * MAX_CELLS  # that are looked at on each side of a mark


@dataclass(frozen=True, slots=True)
class Snippet:
    """A line, and where its mark begins and how long it is, in a terminal's cells."""

    text: str
    start: int
    length: int


def snippet(line: str, start: int, end: int) -> Snippet:
    """Return a line with what is between two columns marked.

    Tabs become spaces and what does not show a sign, so that neither a terminal nor the eye is misled.
    """
    far = start - _MAX_CHARACTERS
    left = line[:start] if far <= 0 else f"{_CUT}{line[far:start]}"
    right = line[end : end + _MAX_CHARACTERS].rstrip("\r\n")
    before, marked, after = (shown(part) for part in (left, line[start:end][:MAX_CELLS], right))
    before, after = _cut(before, marked, after.rstrip())
    return Snippet(before + marked + after, cell_len(before), max(1, cell_len(marked)))


def shown(text: str) -> str:
    """Return a text without what a terminal would obey: control characters and changes of direction."""
    return "".join(
        TAB if character == "\t" else character if character.isprintable() or _joins(character) else "\ufffd"
        for character in text
    )


def _joins(character: str) -> bool:
    """Whether a character that is not printable by itself belongs to the one before it."""
    return character in "\u200c\u200d"


def _cut(before: str, marked: str, after: str) -> tuple[str, str]:
    if cell_len(before + marked + after) <= MAX_CELLS:
        return before, after
    indent = len(before) - len(before.lstrip())
    room = max(20, (MAX_CELLS - cell_len(marked)) // 2)
    if cell_len(before) > room:
        before = before[: min(indent, 4)] + _CUT + before[-(room - len(_CUT) - 4) :]
    left = max(20, MAX_CELLS - cell_len(before + marked))
    if cell_len(after) > left:
        after = after[: left - len(_CUT)] + _CUT
    return before, after
