"""FFI207: Rust types that no C type can stand for.

Those of the crates themselves are another matter: `repr` gives them a C layout or does not (FFI109).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ffisafe.abi.calls.conventions import is_c_abi
from ffisafe.model.ctype import Array, CType, FunctionType, Pointer, PointerKind, Record
from ffisafe.model.layout import Member, RecordLayout
from ffisafe.model.spelling import spell_rust

Records = Mapping[str, RecordLayout]

_STANDARD = frozenset({"core", "alloc", "std"})
_FAT = ("&", "*const ", "*mut ", "alloc::boxed::Box<")
# What the standard library promises to lay out as the field within: `repr(transparent)`.
_TRANSPARENT = re.compile(
    r"core::(cell::(Unsafe|SyncUnsafe)?Cell|mem::(manually_drop::ManuallyDrop|maybe_uninit::MaybeUninit)"
    r"|mem::maybe_dangling::MaybeDangling|num::(wrapping::Wrapping|saturating::Saturating)|pin::Pin"
    r"|cmp::Reverse|ptr::(unique::Unique|non_null::NonNull|alignment::Alignment))\b"
)
# What it gives a C layout otherwise.
_LAID_OUT = re.compile(
    r"core::(num::(nonzero|niche_types)::|sync::atomic::Atomic|marker::Phantom"
    r"|ffi::(va_list::|c_void))|std::os::(fd|windows::io)::"
)
_NICHES = re.compile(r"core::(num::(nonzero|niche_types)::|ptr::(non_null|unique)::)|std::os::(fd|windows)::")
_ENUMS = re.compile(r"core::(option::Option|result::Result)<")
_NULLABLE = re.compile(rf"core::option::Option<({_NICHES.pattern})")
_PATH = re.compile(r"\b(?:\w+::)+(?=[\w{])")
_ALLOCATOR = re.compile(r", (?:\w+::)*Global\b|#0x[0-9a-f]+$")

_POINTER_AND_LENGTH = "take a pointer and a length, and make the slice from them with `slice::from_raw_parts`"
_ADVICE = (
    (r"(&|Box<)(mut )?str\b", "take `*const c_char`, or a pointer and a length"),
    (r"(&|Box<)(mut )?(CStr|Path|OsStr)\b", "take `*const c_char`"),
    (r"(&(mut )?|\*const |\*mut |Box<|Option<Box<)dyn ", "take a pointer to one concrete type"),
    (r"(&(mut )?|\*const |\*mut |Box<)\[", _POINTER_AND_LENGTH),
    (r"\(", "declare a `#[repr(C)]` struct with these fields"),
    (r"\{", 'take an `extern "C" fn` and a `*mut c_void` that is handed to it'),
    (r"Vec<", "hand over a pointer, a length and a capacity, and a function that gives them back"),
    (r"(String|PathBuf|OsString)\b", "hand over `*mut c_char` from `CString::into_raw`"),
    (r"(Option|Result)<", "hand over a pointer that may be null, or a status and an out parameter"),
    (r"(Rc|Arc)<", "hand over the pointer of `into_raw`, and take it back with `from_raw`"),
    (r"\[", "take a pointer to the first element"),
    (r"(unsafe )?fn\(", 'write `extern "C"` before the `fn`'),
)
_GENERAL_ADVICE = "hand over a pointer, or a `#[repr(C)]` struct with what C needs of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A type without a C ABI; ``holder`` is the function pointer that has it in its signature."""

    spelled: str
    advice: str
    width: int = 1  # how many C parameters do its work: a pointer and a length are two
    holder: str | None = None


def foreign(ctype: CType, records: Records, inside: frozenset[str] = frozenset()) -> Foreign | None:
    """Return what of a value of this type no C type can stand for, or None.

    ``inside`` are the keys of the wrappers that are being looked into: a wrapper of a callback may
    be what the callback takes.
    """
    match ctype:
        case Pointer(pointee=FunctionType() as function):
            return _of_function(function, records, inside)
        case Array():
            return _foreign(spell_rust(ctype))
        case Record(key=key) if key not in inside:
            return _of_record(ctype, records, inside | {key})
    return None


def _of_function(function: FunctionType, records: Records, inside: frozenset[str]) -> Foreign | None:
    if not is_c_abi(function.abi):
        return _foreign(spell_rust(function))
    for part in (*function.parameters, function.result):
        found = foreign(part, records, inside)
        if found is not None:
            return replace(found, width=1, holder=found.holder or readable(spell_rust(function)))
    return None


def _of_record(record: Record, records: Records, inside: frozenset[str]) -> Foreign | None:
    path = record.key
    layout = records.get(path)
    if path.startswith(_FAT):
        return replace(_foreign(path), width=2)
    if path.startswith(("(", "{")) or "::{" in path:
        return _foreign(path)
    is_transparent = layout is not None and layout.representation and layout.representation.is_transparent
    if is_transparent or _TRANSPARENT.match(path):
        return _of_field(layout, records, inside)
    if path.partition("::")[0] not in _STANDARD or _LAID_OUT.match(path):
        return None
    if layout is not None and (layout.size_bytes == 0 or _is_nullable(layout, records)):
        return None
    return None if layout and layout.representation and layout.representation.is_stable else _foreign(path)


def _of_field(layout: RecordLayout | None, records: Records, inside: frozenset[str]) -> Foreign | None:
    held = _only_sized(layout.members) if layout else None
    return None if held is None or isinstance(held.type, Array) else foreign(held.type, records, inside)


def _is_nullable(layout: RecordLayout, records: Records) -> bool:
    """Whether an `Option` or `Result` is guaranteed to be its payload, and zero for "nothing"."""
    payloads = [[m for m in variant.members if m.size_bytes] for variant in layout.variants]
    if _NULLABLE.match(layout.name):
        return True
    if not _ENUMS.match(layout.name) or sorted(map(len, payloads)) != [0, 1]:
        return False
    (held,) = max(payloads, key=len)
    return held.size_bytes == layout.size_bytes and _has_niche(held.type, records)


def _has_niche(ctype: CType, records: Records) -> bool:
    match ctype:
        case Pointer(kind=kind, nullable=nullable):
            return kind is not PointerKind.RAW and not nullable
        case Record(key=key) if key in records:
            held = _only_sized(records[key].members)
            return bool(_NICHES.match(key)) or (held is not None and _has_niche(held.type, records))
    return False


def _only_sized(members: tuple[Member, ...]) -> Member | None:
    sized = [member for member in members if member.size_bytes]
    return sized[0] if len(sized) == 1 else None


def _foreign(name: str) -> Foreign:
    spelled = readable(name)
    advice = next((text for pattern, text in _ADVICE if re.match(pattern, spelled)), _GENERAL_ADVICE)
    return Foreign(spelled=spelled, advice=advice)


def readable(name: str) -> str:
    """Return a type's name without modules and without the allocator that everybody has."""
    return _PATH.sub("", _ALLOCATOR.sub("", name))
