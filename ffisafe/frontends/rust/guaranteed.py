"""Types of ``core`` that are represented as what they hold.

The standard library declares them ``repr(transparent)``, or promises size, alignment and bit
validity of what they hold. ``NonNull``, and what an ``Option`` adds to a pointer, are the
business of :mod:`ffisafe.frontends.rust.types`. ``MaybeUninit`` stays a record: it may hold what its
type may not.
"""

import re
from dataclasses import replace

from elftools.dwarf.die import DIE

from ffisafe.frontends.rust.dies import children, path, referenced
from ffisafe.frontends.rust.sizes import is_static, size_of
from ffisafe.model.ctype import Scalar
from ffisafe.model.layout import Member
from ffisafe.model.target import Encoding, Target

_WRAPPERS = re.compile(
    r"core::(?:"
    r"pin::Pin<"
    r"|num::(?:nonzero::NonZero|wrapping::Wrapping|saturating::Saturating)<"
    r"|num::niche_types::"
    r"|mem::(?:manually_drop::ManuallyDrop|maybe_dangling::MaybeDangling)<"
    r")"
)
_BOOLEANS = frozenset({"core::sync::atomic::AtomicBool", "core::sync::atomic::Atomic<bool>"})
_BOOL = Scalar(name="bool", encoding=Encoding.BOOLEAN, size_bytes=1, align_bytes=1)


# "Nothing" is -1 there, and both are passed as C's `int` (`std::os::fd`, "OwnedFd" and "BorrowedFd").
_DESCRIPTORS = re.compile(r"core::option::Option<std::os::fd::owned::(?:Owned|Borrowed)Fd>")
_INT = Scalar(name="i32", encoding=Encoding.SIGNED, size_bytes=4, align_bytes=4)


def optional_descriptor(die: DIE) -> Scalar | None:
    """Return what a file descriptor that may be missing is represented as; None for other types."""
    return _INT if _DESCRIPTORS.fullmatch("::".join(path(die))) else None


def held_member(die: DIE, target: Target) -> DIE | None:
    """Return the member that a wrapper is represented as; None for other types."""
    if not _WRAPPERS.match("::".join(path(die))):
        return None
    size = size_of(die, target)
    members = (member for member in children(die, "DW_TAG_member") if not is_static(member))
    return next((member for member in members if size_of(referenced(member), target) == size), None)


def as_declared(key: str, member: Member) -> Member:
    """Return a record's member as its type promises it: an atomic ``bool`` holds an integer inside."""
    return replace(member, type=_BOOL) if key in _BOOLEANS else member
