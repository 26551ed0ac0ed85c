"""Preprocessed headers with a few things wrong, by bytes and by tokens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import hypothesis.strategies as st

from ffisafe.abi.platforms import TARGETS
from ffisafe.frontends.c_header.preprocessing.options import HeaderOptions
from ffisafe.frontends.c_header.preprocessing.preprocess import preprocess

DATA = Path(__file__).parents[2] / "data"
C_HEADERS = Path(__file__).parents[3] / "c_headers"
SYSTEM = ("zlib.h", "stdio.h", "pthread.h", "linux/perf_event.h", "signal.h", "net/if.h", "linux/io_uring.h")
_PLACES = (Path("/usr/include"), Path("/usr/include/x86_64-linux-gnu"))
_TOKEN = re.compile(
    r"""\s*(?:[A-Za-z_]\w*|\.?\d[\w.]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\#[^\n]*\n?|\.\.\.|[-+<>=&|:]{2}|\S|$)"""
)
WORDS = (
    *("struct", "union", "enum", "typedef", "extern", "static", "const", "volatile", "_Atomic", "_Alignas"),
    *(
        "int",
        "char",
        "long",
        "unsigned",
        "signed",
        "void",
        "_Bool",
        "float",
        "double",
        "_Complex",
        "__int128",
    ),
    *("_Float16", "_Float128", "__builtin_va_list", "_BitInt", "bool", "constexpr", "auto", "inline"),
    *("typeof", "__typeof__", "typeof_unqual", "sizeof", "_Alignof", "__builtin_offsetof", "_Generic"),
    *("_Static_assert", "__extension__", "__attribute__", "__asm__", "__declspec", "__stdcall", "_Nonnull"),
    *("__attribute__((packed))", "__attribute__((aligned(4)))", "__attribute__((vector_size(8)))"),
    *("__attribute__((mode(HI)))", "__attribute__((ms_struct))", "__attribute__((", "__declspec(align(4))"),
    *("[[gnu::packed]]", "[[", "]]", "_Alignas(8)", "#pragma pack(push, 1)\n", "#pragma pack(pop)\n"),
    *("#pragma pack(", '# 7 "else.h" 3\n', '# 99999999999999999999 "x"\n', "# -1\n", "#line\n", "#\n", "##"),
    *("(", ")", "[", "]", "{", "}", "<", ">", ";", ",", ":", "...", "=", "*", "&", "&&", "||", "!", "~", "?"),
    *("+", "-", "/", "%", "<<", ">>", "==", "->", ".", "^", "@", "$", "\\", '"', "'", "/*", "*/", "//", "\n"),
    *("0", "1", "-1", "3", "0x", "08", "1e9", "0b2", "1'000", "0x7fffffffffffffff", "18446744073709551616u"),
    *("1ULLL", "1.5", ".5e", "0x1p3", "'ab'", "'\\", "L'\\xfffffffff'", '"text"', 'u8"', "R", "x", "main"),
)
BYTES = (
    *(
        b"\0",
        b"\xff",
        b"\xc3\x28",
        b"\xed\xa0\x80",
        b"\xf0\x9f\x98\x80",
        "\N{COMBINING GRAVE ACCENT}".encode(),
    ),
    *(
        b"\x01",
        b"\x0c",
        b"\x0b",
        b"\r",
        b"\r\n",
        b"\x1a",
        b"\x7f",
        b"\x85",
        "\u2028".encode(),
        "\xe9".encode(),
    ),
    *("\N{ARABIC-INDIC DIGIT THREE}".encode(), "\N{SUPERSCRIPT TWO}".encode(), b"\xef\xbb\xbf", b"\\\n"),
    *(b'"', b"'", b"\\", b"/*", b"#", b"\n#", b"(", b"{", b"\t", b"\n", b"??=", b"<:", b"%:"),
)


class Change(StrEnum):
    """One way to spoil a header."""

    DELETE = "delete"
    REPEAT = "repeat"
    SWAP = "swap"
    COPY = "copy"
    MOVE = "move"
    REPLACE = "replace"
    INSERT = "insert"
    TRUNCATE = "truncate"
    WRAP = "wrap"
    SPLICE = "splice"
    FLIP = "flip"


TOKEN_CHANGES = [change for change in Change if change is not Change.FLIP]
BYTE_CHANGES = [Change.DELETE, Change.REPEAT, Change.COPY, Change.INSERT, Change.FLIP, Change.TRUNCATE]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A change at a place; places wrap around, so that every number is one."""

    change: Change
    at: int
    length: int = 1
    to: int = 0
    times: int = 1
    text: str | bytes = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A header, what was done to its tokens or bytes, and the target that it is read for."""

    source: str
    edits: tuple[Edit, ...]
    target: str

    def text(self) -> str:
        """Return what is left of the header, decoded as what a compiler prints is."""
        if isinstance(self.edits[0].text, str):
            tokens = [*tokens_of(sources()[self.source])]
            for edit in self.edits:
                tokens = _change_tokens(tokens, edit)
            return "".join(tokens)
        content = sources()[self.source].encode(errors="surrogateescape")
        for edit in self.edits:
            content = _change_bytes(content, edit)
        changed = content.decode(errors="surrogateescape")
        return changed.replace("\r\n", "\n").replace("\r", "\n")


@cache
def sources() -> dict[str, str]:
    """Return preprocessed headers: small pieces first, which failures shrink to, then real ones."""
    found: dict[str, str] = {}
    for path in sorted(DATA.glob("fuzz/*.h")):
        whole = path.read_text(encoding="utf-8")
        pieces = whole.split("\n\n")
        found |= {f"{path.name}[{index}]": piece for index, piece in enumerate(pieces)}
        found[path.name] = whole
    for path in sorted([*DATA.glob("tricky/*.h"), *DATA.glob("zoo/*.h"), *C_HEADERS.glob("*.h")]):
        found[path.name] = preprocess([path], HeaderOptions()).text
    for name in SYSTEM:
        path = next(place / name for place in _PLACES if (place / name).exists())
        found[name] = preprocess([path], HeaderOptions()).text
    return found


@cache
def tokens_of(text: str) -> tuple[str, ...]:
    """Split a text into tokens, each with the white space before it."""
    return tuple(_TOKEN.findall(text))


_lengths = st.sampled_from([1, 1, 1, 2, 3, 5, 20])
_times = st.sampled_from([1, 1, 1, 2, 3, 10, 300])
_places = st.integers(0, 2**16)


def _edits(changes: Sequence[Change], texts: tuple[str, ...] | tuple[bytes, ...]) -> st.SearchStrategy[Edit]:
    return st.builds(
        Edit,
        change=st.sampled_from(changes),
        at=_places,
        length=_lengths,
        to=_places,
        times=_times,
        text=st.sampled_from(texts),
    )


def _mutants(edits: st.SearchStrategy[Edit], max_edits: int) -> st.SearchStrategy[Mutant]:
    return st.builds(
        Mutant,
        source=st.deferred(lambda: st.sampled_from([*sources()])),
        edits=st.lists(edits, min_size=1, max_size=max_edits).map(tuple),
        target=st.sampled_from(["x86_64-unknown-linux-gnu", *TARGETS]),
    )


token_mutants = _mutants(_edits(TOKEN_CHANGES, WORDS), 4)
byte_mutants = _mutants(_edits(BYTE_CHANGES, BYTES), 6)
_PAIRS = {"(": ")", "[": "]", "{": "}", "__attribute__((": "))", "[[": "]]", '"': '"', "'": "'", "/*": "*/"}


def _change_tokens(tokens: list[str], edit: Edit) -> list[str]:
    """Return the tokens after an edit."""
    at, to = edit.at % (len(tokens) or 1), edit.to % (len(tokens) or 1)
    end = at + edit.length
    word = f" {edit.text!s}"
    match edit.change:
        case Change.DELETE:
            return tokens[:at] + tokens[end:]
        case Change.REPEAT:
            return tokens[:at] + tokens[at:end] * (1 + edit.times) + tokens[end:]
        case Change.SWAP:
            tokens = tokens.copy()
            tokens[at:end], tokens[to : to + edit.length] = tokens[to : to + edit.length], tokens[at:end]
            return tokens
        case Change.COPY:
            return tokens[:at] + [f" {each}" for each in tokens[to : to + edit.length]] + tokens[end:]
        case Change.MOVE:
            rest = tokens[:at] + tokens[end:]
            return rest[:to] + tokens[at:end] + rest[to:]
        case Change.REPLACE:
            return [*tokens[:at], word, *tokens[end:]]
        case Change.INSERT:
            return [*tokens[:at], *[word] * edit.times, *tokens[at:]]
        case Change.TRUNCATE:
            return tokens[:at]
        case Change.WRAP:
            opening = str(edit.text) if edit.text in _PAIRS else [*_PAIRS][edit.to % len(_PAIRS)]
            opened, closed = [f" {opening}"] * edit.times, [_PAIRS[opening]] * edit.times
            return [*tokens[:at], *opened, *tokens[at:end], *closed, *tokens[end:]]
        case Change.SPLICE:
            others = tokens_of([*sources().values()][edit.to % len(sources())])
            return [*tokens[:at], *others[edit.to % len(others) :][: 50 * edit.length]]
    raise AssertionError(edit.change)


def _change_bytes(content: bytes, edit: Edit) -> bytes:
    """Return the bytes after an edit."""
    at, to = edit.at % (len(content) or 1), edit.to % (len(content) or 1)
    end = at + edit.length
    match edit.change:
        case Change.DELETE:
            return content[:at] + content[end:]
        case Change.REPEAT:
            return content[:at] + content[at:end] * (1 + edit.times) + content[end:]
        case Change.COPY:
            return content[:at] + content[to : to + edit.length] + content[end:]
        case Change.INSERT:
            assert isinstance(edit.text, bytes)
            return content[:at] + edit.text * edit.times + content[at:]
        case Change.FLIP:
            return content[:at] + bytes(each ^ 1 << edit.to % 8 for each in content[at:end]) + content[end:]
        case Change.TRUNCATE:
            return content[:at]
    raise AssertionError(edit.change)
