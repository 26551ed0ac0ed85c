"""A declaration under every other type that it has to be told from."""

import re
from collections.abc import Iterator

_DECLARED = re.compile(
    r"(?P<base>(?:const |unsigned |struct |union |enum )*\w+) (?P<stars>\**)(?P<name>\w+)(?P<bound>\[\d+\])?$"
)

_TABLES = {
    "widen": {
        "uint8_t": "uint16_t", "uint16_t": "uint32_t", "uint32_t": "uint64_t",
        "uint64_t": "unsigned __int128", "size_t": "unsigned __int128",
        "int8_t": "int16_t", "int16_t": "int32_t", "int32_t": "int64_t", "int64_t": "__int128",
        "float": "double", "double": "long double", "bool": "uint16_t",
    },
    "narrow": {
        "uint16_t": "uint8_t", "uint32_t": "uint16_t", "uint64_t": "uint32_t", "size_t": "uint32_t",
        "int16_t": "int8_t", "int32_t": "int16_t", "int64_t": "int32_t", "double": "float",
    },
    "sign": {
        "uint8_t": "int8_t", "uint16_t": "int16_t", "uint32_t": "int32_t", "uint64_t": "int64_t",
        "int8_t": "uint8_t", "int16_t": "uint16_t", "int32_t": "uint32_t", "int64_t": "uint64_t",
        "size_t": "int64_t",
    },
    "kind": {
        "uint8_t": "float", "int8_t": "float", "uint16_t": "float", "int16_t": "float", "bool": "float",
        "uint32_t": "float", "int32_t": "float", "float": "uint32_t",
        "uint64_t": "double", "int64_t": "double", "size_t": "double", "double": "uint64_t",
    },
    "record": {
        "Point": "Reading", "Reading": "Point", "Calibration": "Message", "Message": "Observer",
        "WireHeader": "Block", "Block": "WireHeader", "Observer": "Calibration",
    },
    "enum": {"Unit": "Outcome", "Outcome": "Unit", "Quality": "Unit", "CommandTag": "Outcome"},
}  # fmt: skip


def retyped(declared: str) -> Iterator[tuple[str, str]]:
    """Yield what a parameter or field is declared as once it has another type."""
    match = _DECLARED.match(declared)
    if match is None:
        return
    base, stars, name, bound = match["base"], match["stars"], match["name"], match["bound"] or ""
    plain = base.replace("const ", "")
    qualifier = "const " if base.startswith("const ") else ""
    for operator, table in _TABLES.items():
        if plain in table:
            yield operator, f"{qualifier}{table[plain]} {stars}{name}{bound}"
    if stars:
        yield "level-more", f"{base} *{stars}{name}{bound}"
        if plain not in {"void", "Instrument", "GrowBuffer"}:
            yield "level-less", f"{plain} {stars[1:]}{name}{bound}"
        yield "integer", f"uint64_t {name}{bound}"
    if bound:
        count = int(bound[1:-1])
        yield "longer", f"{base} {stars}{name}[{count + 1}]"
        yield "shorter", f"{base} {stars}{name}[{count - 1}]"
        yield "two-dimensional", f"{base} {stars}{name}{bound}[2]"
    elif not stars:
        yield "pointer", f"{base} *{name}"
