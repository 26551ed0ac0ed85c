"""FFI101: types that the build's debug information does not show."""

from collections.abc import Iterator
from pathlib import PurePath

from ffisafe.compare.types import TypeMatcher
from ffisafe.model.finding import Finding
from ffisafe.model.rules import finding
from ffisafe.model.source import SourceLocation
from ffisafe.model.spelling import spell_c


def types_not_seen(matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield FFI101 for each type that Rust only has as ``c_void`` or as a name.

    A type of another library's header (``FILE``) is not for this one's Rust to define.
    """
    matched = {c for c, _ in matcher.pairs}
    folders = {_folder(function.location) for function in matcher.c.functions.values()}
    for key, record in matcher.unseen.items():
        layout = matcher.c.records[key]
        if key in matched or _folder(layout.location) not in folders:
            continue
        yield finding(
            "FFI101",
            record.name or key,
            f"the debug information does not show what `{spell_c(record)}` is in Rust: "
            "its layout is not checked",
            help="take a pointer to the `#[repr(C)]` type in place of `c_void` in Rust",
            c=layout.location,
        )


def _folder(location: SourceLocation | None) -> PurePath | None:
    return PurePath(location.file).parent if location else None
