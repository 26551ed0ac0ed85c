"""Types that may be written through a shared reference, by their paths."""

import re

# What may be written through a shared reference: it stays visible as a record of one member.
_CELLS = re.compile(r"core::(?:cell::(?:Cell|UnsafeCell|SyncUnsafeCell)<|sync::atomic::Atomic)")


def is_cell(key: str) -> bool:
    """Return whether a path is that of a cell or an atomic, which are transparent."""
    return bool(_CELLS.match(key))
