"""What the zoo's functions should have been."""

from typing import Any


def text_len(s: bytes) -> int:
    """Return the length of a string."""
    return len(s)


def mirror(p: Any) -> dict[str, int]:
    """Return the point itself."""
    return {"x": p.x, "y": p["y"]}


def twice(n: int) -> int:
    """Return the double."""
    return 2 * n
