"""Reading a contract from ``ffisafe.toml``, ``pyproject.toml`` or ``Cargo.toml``."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from ffisafe.contracts.locate import locate_keys
from ffisafe.contracts.place import BadValueError, Place, raise_first
from ffisafe.contracts.schema import CONTRACT_WORDS, read_words
from ffisafe.errors import ConfigError
from ffisafe.model.contract import Contract, LibrarySettings, ReportSettings

CONFIG_NAME = "ffisafe.toml"

# Files of other tools, and the tables in them that may hold a contract; the first one counts.
SHARED_FILES: dict[str, tuple[tuple[str, ...], ...]] = {
    "pyproject.toml": (("tool", "ffisafe"),),
    "Cargo.toml": (("package", "metadata", "ffisafe"), ("workspace", "metadata", "ffisafe")),
}

_MAX_BYTES = 16_000_000  # of a file that people write; a device has no end
_SYNTAX = "correct the TOML: strings need quotes, a key appears once, an inline table is one line"
_DECODE_ERROR = re.compile(
    r"(?P<reason>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)",
    re.DOTALL,
)


def load_contract(path: Path) -> Contract:
    """Read the contract that a file holds.

    Raises:
        ConfigError: The file cannot be read, is not TOML, holds no contract, or has a mistake
            in it. The message is one line: the file, the line, the first mistake.
    """
    text = read_toml(path)
    document = parse_toml(path, text)
    where = _table_path(path, document)
    if where is None:
        tables = " or ".join(f"`[{'.'.join(table)}]`" for table in SHARED_FILES[path.name])
        raise ConfigError(f"{path}: there is no table {tables}", hint="add it, or name another file")
    place = Place(locations=locate_keys(text, str(path)), path=where, subject="")
    try:
        found = read_words(_at(document, where), CONTRACT_WORDS, place, "table")
    except BadValueError as error:
        hint = error.hint or f"open it as `[{'.'.join(where)}]`"
        raise ConfigError(f"{error.location}: `{'.'.join(where)}` {error.reason}", hint=hint) from None
    raise_first(place.mistakes)
    found["library"] = _library(path, found.get("library", {}))
    found["report"] = _report(path, found.get("report", {}))
    return Contract(path=str(path), **found)


def find_config(start: Path) -> Path | None:
    """Search a folder and those above it for a contract: ``ffisafe.toml`` first, then the others.

    Args:
        start: A folder, or a file in it.

    Raises:
        ConfigError: A file that may hold a contract is not readable TOML.
    """
    start = Path(os.path.abspath(start))  # noqa: PTH100 - `resolve` follows symlinks
    for folder in (start, *start.parents):
        for name in (CONFIG_NAME, *SHARED_FILES):
            path = folder / name
            if _is_file(path) and (name == CONFIG_NAME or _holds_contract(path)):
                return path
    return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # in a folder that may not be searched
        return False


def _holds_contract(path: Path) -> bool:
    return _table_path(path, parse_toml(path, read_toml(path))) is not None


def _table_path(path: Path, document: dict[str, Any]) -> tuple[str, ...] | None:
    """Return which table of a file holds the contract; the file as a whole unless it is shared."""
    tables = SHARED_FILES.get(path.name, ((),))
    return next((table for table in tables if _at(document, table) is not None), None)


def _at(document: object, path: tuple[str, ...]) -> object:
    for key in path:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _library(path: Path, found: dict[str, Any]) -> LibrarySettings:
    """Return the settings with their paths resolved against the file's folder."""
    for word in {"crate", "lib"} & found.keys():
        found[word] = _beside(path, found[word])
    for word in {"headers", "include_dirs", "system_include_dirs", "include_files"} & found.keys():
        found[word] = tuple(_beside(path, name) for name in found[word])
    return LibrarySettings(**found)


def _report(path: Path, found: dict[str, Any]) -> ReportSettings:
    if "expectations" in found:
        found["expectations"] = _beside(path, found["expectations"])
    return ReportSettings(**found)


def _beside(path: Path, name: str) -> str:
    return os.path.abspath(path.parent / name)  # noqa: PTH100 - `resolve` follows symlinks


def read_toml(path: Path, *, hint: str = "name a TOML file that may be read: `--config FILE`") -> str:
    """Return the text of a TOML file; the hint is what to do where it cannot be read.

    Raises:
        ConfigError: It cannot be read, or is not UTF-8.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise ConfigError(f"{path}: cannot be read: {reason}", hint=hint) from None
    if len(data) > _MAX_BYTES:
        raise ConfigError(f"{path}: more than {_MAX_BYTES:,} bytes", hint=hint)
    if data.startswith(b"\xef\xbb\xbf"):
        hint = "save it as UTF-8 without a byte order mark"
        raise ConfigError(f"{path}:1: the file starts with a byte order mark", hint=hint)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = f"byte 0x{data[error.start]:02x} is not UTF-8"
        raise ConfigError(f"{path}:{line}: {reason}", hint="save the file as UTF-8") from None


def parse_toml(path: Path, text: str) -> dict[str, Any]:
    """Return what a TOML text says; the path is for the message.

    Raises:
        ConfigError: It is not TOML.
    """
    try:
        return tomllib.loads(text)
    except ValueError as error:  # tomllib.TOMLDecodeError, or an integer of thousands of digits
        raise ConfigError(f"{path}:{_decode_reason(str(error), text)}", hint=_SYNTAX) from None
    except RecursionError:
        raise ConfigError(f"{path}: nested too deeply", hint="use fewer brackets") from None


def _decode_reason(message: str, text: str) -> str:
    """Return ``line:column: reason`` for what ``tomllib`` says about a text."""
    match = _DECODE_ERROR.fullmatch(message)
    if match is None:
        return f" {message}"
    lines = text.split("\n")
    line = match["line"] or len(lines)
    column = match["column"] or len(lines[-1]) + 1
    return f"{line}:{column}: {match['reason']}"
