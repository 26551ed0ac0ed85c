"""Codes of rules, and their beginnings, as users write them."""

from collections.abc import Sequence
from difflib import get_close_matches

from ffisafe.model.rules import RULES

Codes = tuple[str, ...]

PREFIX = "FFI"


class UnknownCodeError(ValueError):
    """A word is neither a rule's code nor the beginning of one; ``hint`` has the nearest."""

    def __init__(self, word: str) -> None:
        super().__init__(f"unknown rule `{word}`")
        self.hint = f"did you mean `{nearest(word)}`?"


def read_code(word: str) -> str:
    """Return a code or the beginning of one as the catalogue has it: in upper case.

    Raises:
        UnknownCodeError: No rule begins like that.
    """
    code = word.strip().upper()
    if len(code) < len(PREFIX) or not any(known.startswith(code) for known in RULES):
        raise UnknownCodeError(word.strip())
    return code


def read_codes(text: str) -> Codes:
    """Return the codes of a list with commas; what lies between two commas may be empty.

    Raises:
        UnknownCodeError: One is not known.
    """
    return tuple(read_code(word) for word in text.split(",") if word.strip())


def nearest(word: str, among: Sequence[str] = tuple(RULES)) -> str:
    """Return the rule whose code is most like a word; among equals, the next one below."""
    folded = word.strip().upper()
    if folded.startswith(PREFIX) and (folded[len(PREFIX) :]).isdigit():
        return _nearest_number(folded, among)
    return get_close_matches(folded, among, n=1, cutoff=0.0)[0]


def _nearest_number(code: str, among: Sequence[str]) -> str:
    """Return the code that shares the longest beginning, and of those the one closest in number."""
    number = int(code[len(PREFIX) :][:6].ljust(3, "0"))

    def distance(other: str) -> tuple[int, int]:
        common = next((n for n, (a, b) in enumerate(zip(code, other, strict=False)) if a != b), len(code))
        return (-common, abs(int(other[len(PREFIX) :]) - number))

    return min(among, key=distance)
