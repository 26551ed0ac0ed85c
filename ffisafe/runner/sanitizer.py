"""AddressSanitizer's reports as values; gcc's libasan and compiler-rt differ in small ways."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame of a stack, as far as it is known; ``line`` and ``column`` count from 1."""

    function: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    module: str | None = None
    offset: int | None = None  # in the module

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        place = place or f"{self.module}+{self.offset or 0:#x}"
        return f"{place} {self.function}" if self.function else place


@dataclass(frozen=True, slots=True, kw_only=True)
class SanitizerReport:
    """Why a worker died. ``kind`` is the sanitizer's word, or one of ours where it is silent.

    Stacks are given from the innermost frame outwards.
    """

    kind: str
    message: str = ""
    access: str | None = None  # READ or WRITE
    size_bytes: int | None = None  # of the access
    block: str = ""  # "0 bytes after 80-byte region"
    frames: tuple[Frame, ...] = ()
    freed: tuple[Frame, ...] = ()
    allocated: tuple[Frame, ...] = ()
    text: str = ""


_HEADER = re.compile(r"^==\d+==ERROR: AddressSanitizer:? (?P<rest>.*)$", re.MULTILINE)
_SUMMARY = re.compile(r"^SUMMARY: AddressSanitizer: (?P<kind>[\w-]+)", re.MULTILINE)
_ACCESS = re.compile(
    r"^(?P<access>READ|WRITE) of size (?P<size>\d+)|caused by a (?P<signal>READ|WRITE) memory access",
    re.MULTILINE,
)
_BLOCK = re.compile(
    r"is located (?P<distance>\d+) bytes "
    r"(?P<side>to the right of|to the left of|after|before|inside of) "
    r"(?P<what>\d+-byte region|global variable '[^']*')"
)
_STACK_BLOCK = re.compile(
    r"(?P<variable>'[^'\n]*').*<== Memory access at offset (?P<offset>\d+) (?P<how>.*)$", re.MULTILINE
)
_SIDES = {"to the right of": "after", "to the left of": "before", "inside of": "inside of"}

_FRAME = re.compile(r"^\s+#\d+ 0x[0-9a-f]+ *(?P<rest>.*)$")
_BUILD_ID = re.compile(r"\s*\(BuildId: [0-9a-f]+\)\s*$")
_MODULE = re.compile(r"^(?:in (?P<function>.*?) *)?\((?P<module>[^()]*)\+0x(?P<offset>[0-9a-f]+)\)$")
_SOURCE = re.compile(r"^in (?P<function>.*?) (?P<file>/.*?|\S+?)(?::(?P<line>\d+))?(?::(?P<column>\d+))?$")
_RUST_HASH = re.compile(r"::h[0-9a-f]{16}$|\[[0-9a-f]{16}\]")

# What a header says where no summary followed it: the report was cut short.
_HEADER_KINDS = (
    ("attempting double-free", "double-free"),
    ("attempting free on address which was not", "bad-free"),
    ("attempting to call malloc_usable_size", "bad-malloc_usable_size"),
    ("requested allocation size", "allocation-size-too-big"),
    ("calloc parameters overflow", "calloc-overflow"),
)


def parse_report(text: str) -> SanitizerReport | None:
    """Return the first report in a worker's output, or None if there is none."""
    header = _HEADER.search(text)
    if header is None:
        return None
    body = text[header.start() :]
    access, size = _access(body)
    stacks = _stacks(body)
    return SanitizerReport(
        kind=_kind(header["rest"], body),
        message=header["rest"],
        access=access,
        size_bytes=size,
        block=_block(body),
        frames=stacks["fault"],
        freed=stacks["freed"],
        allocated=stacks["allocated"],
        text=text,
    )


def _kind(rest: str, body: str) -> str:
    if summary := _SUMMARY.search(body):
        return summary["kind"]
    for beginning, kind in _HEADER_KINDS:
        if rest.startswith(beginning):
            return kind
    return rest.partition(" ")[0].rstrip(":")


def _access(body: str) -> tuple[str | None, int | None]:
    found = _ACCESS.search(body)
    if found is None:
        return None, None
    return found["access"] or found["signal"], int(found["size"]) if found["size"] else None


def _block(body: str) -> str:
    """Return where the address lies, in compiler-rt's newer words."""
    if found := _BLOCK.search(body):
        side = _SIDES.get(found["side"], found["side"])
        return f"{found['distance']} bytes {side} {found['what']}"
    if found := _STACK_BLOCK.search(body):
        return f"offset {found['offset']} {found['how']} {found['variable']}"
    return ""


def _stacks(body: str) -> dict[str, tuple[Frame, ...]]:
    """Return the stacks of a report by what they tell; the first of each counts."""
    found: dict[str, list[Frame]] = {"fault": [], "freed": [], "allocated": [], "other": []}
    section = "fault"
    for line in body.splitlines():
        if match := _FRAME.match(line):
            found[section].append(parse_frame(match["rest"]))
        elif "freed by thread" in line:
            section = "freed"
        elif "allocated by thread" in line:
            section = "allocated"
        elif found[section]:
            section = "other"  # whose stack comes next is not known
    return {name: tuple(frames) for name, frames in found.items()}


def parse_frame(rest: str) -> Frame:
    """Return a frame from what follows its address."""
    rest = _BUILD_ID.sub("", rest).strip()
    if found := _MODULE.match(rest):
        return Frame(
            function=_clean(found["function"]), module=found["module"], offset=int(found["offset"], 16)
        )
    if found := _SOURCE.match(rest):
        line, column = (int(found[name]) if found[name] else None for name in ("line", "column"))
        return Frame(function=_clean(found["function"]), file=found["file"], line=line, column=column)
    return Frame(function=_clean(rest.removeprefix("in ")))


def _clean(function: str | None) -> str | None:
    """Return a function's name without the hash that rustc appends."""
    return strip_hashes(function) if function else None


def strip_hashes(name: str) -> str:
    """Return a demangled Rust name without hashes and disambiguators."""
    return _RUST_HASH.sub("", name)
