"""What messages about contracts have in common."""

from collections.abc import Iterable
from difflib import get_close_matches

MAX_LISTED = 24  # all words of one place fit; the names of a large header would bury the message


def one_line(text: str) -> str:
    """Return a text with a space for each character that would break its line or not show."""
    return "".join(character if character.isprintable() else " " for character in text)


def did_you_mean(word: str, valid: Iterable[str], otherwise: str) -> str:
    """Return a hint that names the closest valid word, or else all of them after ``otherwise``."""
    words = sorted(valid)
    folded = {candidate.lower(): candidate for candidate in words}
    close = get_close_matches(word.lower(), folded, n=1)
    if close:
        return f"did you mean `{folded[close[0]]}`?"
    if not 0 < len(words) <= MAX_LISTED:
        return ""
    return f"{otherwise} {', '.join(f'`{candidate}`' for candidate in words)}"
