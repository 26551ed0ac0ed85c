"""Rust's attributes as rustdoc writes them: strings in older versions, objects from version 54 on."""

import re
from collections.abc import Iterable, Iterator

from ffisafe.model.ctype import Representation

Attribute = str | dict[str, object]

_NO_MANGLE = re.compile(r"#\[(?:unsafe\()?no_mangle\)?\]")
_EXPORT_NAME = re.compile(r'#\[(?:unsafe\()?export_name = "(?P<name>[^"]*)"\)?\]')
_REPR = re.compile(r"#\[repr\((?P<words>.*)\)\]")
_WORD = re.compile(r"(?P<word>\w+)(?:\((?P<number>\d+)\))?")


def exported_name(attributes: Iterable[Attribute], name: str) -> str | None:
    """Return the symbol that a function's or static's attributes ask for; ``name`` is its own."""
    symbol = None
    for attribute in attributes:
        if isinstance(attribute, dict):
            symbol = str(attribute["export_name"]) if "export_name" in attribute else symbol
        elif match := _EXPORT_NAME.fullmatch(attribute):
            symbol = match["name"]
        elif attribute == "no_mangle" or _NO_MANGLE.fullmatch(attribute):
            symbol = symbol or name
    return symbol


def representation(attributes: Iterable[Attribute]) -> Representation:
    """Return what a type's ``repr`` attributes say together."""
    words = dict(_words(attributes))
    integers = [word for word in words if re.fullmatch(r"[ui](?:\d+|size)", word)]
    return Representation(
        is_c="C" in words,
        is_transparent="transparent" in words,
        integer=integers[0] if integers else None,
        packed_bytes=words.get("packed"),
        align_bytes=words.get("align"),
    )


def _words(attributes: Iterable[Attribute]) -> Iterator[tuple[str, int]]:
    """Yield each word of ``repr``, with the number in its parentheses; ``packed`` alone is 1."""
    for attribute in attributes:
        if isinstance(attribute, dict):
            yield from _object(attribute.get("repr"))
        elif match := _REPR.fullmatch(attribute):
            for word in _WORD.finditer(match["words"]):
                yield word["word"], int(word["number"] or 1)


def _object(said: object) -> Iterator[tuple[str, int]]:
    if not isinstance(said, dict):
        return
    yield "C" if said["kind"] == "c" else str(said["kind"]), 1
    if said["int"] is not None:
        yield str(said["int"]), 1
    for word in ("packed", "align"):
        if said[word] is not None:
            yield word, int(said[word])
