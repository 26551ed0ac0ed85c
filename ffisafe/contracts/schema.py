"""The words of a contract file: which may stand where, and how each is read."""

from collections.abc import Mapping
from typing import Any

from ffisafe.contracts import values
from ffisafe.contracts.messages import did_you_mean
from ffisafe.contracts.place import Place
from ffisafe.contracts.values import Reader
from ffisafe.model.contract import (
    CrateType,
    Direction,
    FunctionContract,
    Order,
    StructContract,
    Transfer,
    ValueContract,
)

Words = Mapping[str, tuple[str, Reader]]  # word -> attribute of the model, reader of the value


def read_words(table: object, words: Words, place: Place, noun: str = "word") -> dict[str, Any]:
    """Read a table whose keys are words; its mistakes are kept at the place.

    Returns:
        The values that could be read, by the attribute of the model that takes them.

    Raises:
        BadValueError: It is not a table.
    """
    found: dict[str, Any] = {}
    for key, value in _table(table, place).items():
        here = place.at(key)
        if key in words:
            attribute, read = words[key]
            with here.noting(f"`{key}` of {place.subject}" if place.subject else f"`{key}`"):
                found[attribute] = read(value, here)
        else:
            owner = f" for {place.subject}" if place.subject else ""
            hint = did_you_mean(key, words, f"the {noun}s are")
            here.note(f"unknown {noun} `{key}`{owner}", hint)
    return found


def _said(value: object, words: Words, place: Place) -> dict[str, Any]:
    """Read words with the places where they stand."""
    found = read_words(value, words, place)
    places = {attribute: place.at(key).location for key, (attribute, _) in words.items()}
    known = {attribute: at for attribute, at in places.items() if attribute in found}
    return {**found, "location": place.location, "places": known}


def _table(value: object, place: Place) -> dict[str, object]:
    if not isinstance(value, dict):
        raise place.error(f"must be a table, not {values.type_name(value)}")
    return value


def _tables(read: Reader, subject: str) -> Reader:
    """Return a reader of tables by name; ``subject`` has places for the name and its owner."""

    def reader(value: object, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, table in _table(value, place).items():
            here = place.at(name, subject.format(name=f"`{name}`", owner=place.subject))
            with here.noting(here.subject):
                found[name] = read(table, here)
        return found

    return reader


def _value(words: Words) -> Reader:
    """Return a reader of what is said about one parameter, result or field."""

    def reader(value: object, place: Place) -> ValueContract:
        found = _said(value, words, place)
        if "count" in found and "bytes" in found:
            place.at("bytes").note(
                f"`count` and `bytes` both give the extent of {place.subject}", "keep one of them"
            )
        return ValueContract(**found)

    return reader


def _result(value: object, place: Place) -> ValueContract:
    subject = f"the result of {place.subject}"
    contract: ValueContract = _value(RESULT_WORDS)(value, place.within(subject))
    return contract


def _function(value: object, place: Place) -> FunctionContract:
    return FunctionContract(**_said(value, FUNCTION_WORDS, place))


def _struct(value: object, place: Place) -> StructContract:
    return StructContract(**_said(value, STRUCT_WORDS, place))


_POINTER_WORDS: Words = {
    "transfer": ("transfer", values.choice(Transfer)),
    "count": ("count", values.extent),
    "bytes": ("bytes", values.extent),
    "shape": ("shape", values.shape),
    "order": ("order", values.choice(Order)),
    "nullable": ("nullable", values.boolean),
    "lifetime": ("lifetime", values.lifetime),
    "zero-terminated": ("zero_terminated", values.boolean),
    "utf8": ("utf8", values.boolean),
}
_RELEASE_WORD: Words = {"release": ("release", values.release)}
_RANGE_WORD: Words = {"range": ("range", values.integer_range)}

PARAMETER_WORDS: Words = {
    **_POINTER_WORDS,
    **_RELEASE_WORD,
    **_RANGE_WORD,
    "direction": ("direction", values.choice(Direction)),
    "noalias": ("noalias", values.boolean),
}
RESULT_WORDS: Words = {
    **_POINTER_WORDS,
    **_RELEASE_WORD,
    "zero-copy": ("zero_copy", values.name),
}
FIELD_WORDS: Words = {**_POINTER_WORDS, **_RANGE_WORD}
FUNCTION_WORDS: Words = {
    "params": ("params", _tables(_value(PARAMETER_WORDS), "parameter {name} of {owner}")),
    "returns": ("returns", _result),
    "requires": ("requires", values.listed(values.expression)),
    "ensures": ("ensures", values.listed(values.expression)),
    "error": ("error", values.expression),
    "reference": ("reference", values.reference),
    "tolerance": ("tolerance", values.tolerance),
    "unwind": ("unwind", values.boolean),
    "thread-safe": ("thread_safe", values.boolean),
    "deterministic": ("deterministic", values.boolean),
    "max-time": ("max_time_s", values.duration),
}
STRUCT_WORDS: Words = {
    **_RELEASE_WORD,
    "fields": ("fields", _tables(_value(FIELD_WORDS), "field {name} of {owner}")),
}
LIBRARY_WORDS: Words = {
    "headers": ("headers", values.listed(values.path)),
    "crate": ("crate", values.path),
    "lib": ("lib", values.path),
    "include-dirs": ("include_dirs", values.listed(values.path)),
    "system-include-dirs": ("system_include_dirs", values.listed(values.path)),
    "defines": ("defines", values.listed(values.string)),
    "undefines": ("undefines", values.listed(values.string)),
    "include-files": ("include_files", values.listed(values.path)),
    "pkg-config": ("pkg_config", values.listed(values.string)),
    "std": ("std", values.string),
    "target": ("target", values.string),
    "package": ("package", values.string),
    "features": ("features", values.listed(values.string)),
    "all-features": ("all_features", values.boolean),
    "no-default-features": ("no_default_features", values.boolean),
    "profile": ("profile", values.string),
    "crate-type": ("crate_type", values.choice(CrateType)),
}


def _library(value: object, place: Place) -> dict[str, Any]:
    found = read_words(value, LIBRARY_WORDS, place.within("`library`"))
    if "crate" in found and "lib" in found:
        place.at("lib").note("`crate` and `lib` both give the library", "keep one of them")
    return found


REPORT_WORDS: Words = {
    "select": ("select", values.listed(values.code)),
    "ignore": ("ignore", values.listed(values.code)),
    "strict": ("strict", values.boolean),
    "expectations": ("expectations", values.path),
}


def _report(value: object, place: Place) -> dict[str, Any]:
    return read_words(value, REPORT_WORDS, place.within("`report`"))


CONTRACT_WORDS: Words = {
    "library": ("library", _library),
    "report": ("report", _report),
    "functions": ("functions", _tables(_function, "{name}")),
    "structs": ("structs", _tables(_struct, "{name}")),
}
