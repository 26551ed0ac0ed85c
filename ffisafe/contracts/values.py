"""How the values of a contract's words are read: TOML value in, model value out.

Each reader takes the value and its place, and raises ``BadValueError`` where it is wrong.
"""

import math
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from ffisafe.contracts.codes import UnknownCodeError, read_code
from ffisafe.contracts.expression import parse
from ffisafe.contracts.messages import did_you_mean
from ffisafe.contracts.place import Place
from ffisafe.errors import ExpressionError
from ffisafe.model.contract import Release
from ffisafe.model.expression import Expression, Name, Number

Reader = Callable[[object, Place], Any]
Choice = TypeVar("Choice", bound=StrEnum)

_NAME = re.compile(r"[^\W\d]\w*")
_UNTIL = re.compile(r"until\s+(?P<functions>\S.*)", re.DOTALL)
_RELEASE = re.compile(r"\s*(?P<function>[^\W\d]\w*)\s*\((?P<arguments>.*)\)\s*", re.DOTALL)
_DURATION = re.compile(r"(?P<number>\d+(?:\.\d+)?)\s*(?P<unit>ns|us|µs|ms|s)")
_SECONDS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0}
_TOLERANCE = re.compile(r"exact|gamma|ulp=\d+|rel=(?P<rel>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)")
_TYPE_NAMES = {
    bool: "a boolean",
    int: "an integer",
    float: "a float",
    str: "a string",
    list: "a list",
    dict: "a table",
}


def type_name(value: object) -> str:
    """Return what a TOML value is, with its article."""
    return _TYPE_NAMES.get(type(value), "a date or time")


def string(value: object, place: Place) -> str:
    """Read a string."""
    if not isinstance(value, str):
        raise place.error(f"must be a string, not {type_name(value)}")
    return value


def boolean(value: object, place: Place) -> bool:
    """Read ``true`` or ``false``."""
    if not isinstance(value, bool):
        raise place.error(f"must be true or false, not {type_name(value)}")
    return value


def path(value: object, place: Place) -> str:
    """Read a path; whether there is a file is for those to say who open it."""
    text = string(value, place)
    if not text or "\0" in text:
        raise place.error("must be a path, and this is none")
    return text


def code(value: object, place: Place) -> str:
    """Read the code of a rule, or the beginning of codes."""
    try:
        return read_code(string(value, place))
    except UnknownCodeError as error:
        raise place.error(f"names the {error}", error.hint) from None


def listed(read: Reader) -> Reader:
    """Return a reader of lists; a single string stands for a list of one."""

    def reader(value: object, place: Place) -> tuple[Any, ...]:
        if isinstance(value, str):
            return (read(value, place),)
        if not isinstance(value, list):
            raise place.error(f"must be a list of strings, not {type_name(value)}")
        return tuple(read(item, place.at(index)) for index, item in enumerate(value))

    return reader


def choice(options: type[Choice]) -> Reader:
    """Return a reader of one of an enum's values."""

    def reader(value: object, place: Place) -> Choice:
        text = string(value, place)
        try:
            return options(text)
        except ValueError:
            hint = did_you_mean(text, [str(option) for option in options], "the values are")
            raise place.error(f"has the unknown value `{text}`", hint) from None

    return reader


def expression(value: object, place: Place) -> Expression:
    """Read an expression."""
    try:
        return parse(string(value, place), place.location)
    except ExpressionError as error:
        raise place.error(f"is malformed: {error.message}", error.hint) from None


def extent(value: object, place: Place) -> Expression:
    """Read an extent: an integer that is not negative, or an expression."""
    if isinstance(value, str):
        return expression(value, place)
    if not isinstance(value, int) or isinstance(value, bool):
        raise place.error(f"must be an integer or an expression, not {type_name(value)}")
    if value < 0:
        raise place.error(f"must not be negative, and is {value}")
    return Expression(str(value), Number(value), place.location)


def shape(value: object, place: Place) -> tuple[Expression, ...]:
    """Read the extents of an array's dimensions, outermost first."""
    if not isinstance(value, list):
        raise place.error(f"must be a list of extents, not {type_name(value)}")
    if not value:
        raise place.error("must have at least one dimension")
    return tuple(extent(item, place.at(index)) for index, item in enumerate(value))


def integer_range(value: object, place: Place) -> tuple[int, int]:
    """Read ``[lowest, highest]``."""
    if not isinstance(value, list) or len(value) != 2:
        raise place.error("must be a list of two integers, `[lowest, highest]`")
    for index, item in enumerate(value):
        if not isinstance(item, int) or isinstance(item, bool):
            raise place.at(index).error(f"must hold integers, not {type_name(item)}")
    lowest, highest = value
    if lowest > highest:
        raise place.error(f"is empty: {lowest} is more than {highest}")
    return lowest, highest


def name(value: object, place: Place) -> str:
    """Read the name of a parameter."""
    text = string(value, place)
    if not _NAME.fullmatch(text):
        raise place.error(f"must be the name of a parameter, not `{text}`")
    return text


def lifetime(value: object, place: Place) -> str:
    """Read ``call``, ``static``, a parameter's name or ``until F, G``."""
    text = string(value, place).strip()
    until = _UNTIL.fullmatch(text)
    if until:
        functions = [part.strip() for part in until["functions"].split(",")]
        if all(_NAME.fullmatch(function) for function in functions):
            return f"until {', '.join(functions)}"
    elif _NAME.fullmatch(text) and text != "until":
        return text
    hint = "a lifetime is `call`, `static`, the name of a parameter, or `until F, G`"
    raise place.error(f"is malformed: `{text}`", hint)


def release(value: object, place: Place) -> Release:
    """Read a function's name, or a template of a call to it."""
    text = string(value, place)
    call = _RELEASE.fullmatch(text)
    if call is None:
        if not _NAME.fullmatch(text.strip()):
            hint = "a release is a function, or a call such as `free_buffer(return, size)`"
            raise place.error(f"is malformed: `{text}`", hint)
        return Release(function=text.strip())
    written = [part for part in call["arguments"].split(",") if call["arguments"].strip()]
    arguments = [expression(part.strip(), place) for part in written]
    for argument in arguments:
        if not isinstance(argument.root, Name):
            raise place.error(f"must pass names alone, not `{argument.text}`")
    return Release(function=call["function"], arguments=tuple(str(argument.root) for argument in arguments))


def reference(value: object, place: Place) -> str:
    """Read where a Python callable is: ``module:name``."""
    text = string(value, place)
    module, colon, attribute = text.partition(":")
    parts = [*module.split("."), *attribute.split(".")]
    if not colon or not all(part.isidentifier() for part in parts):
        raise place.error(f"must be written `module:name`, not `{text}`")
    return text


def tolerance(value: object, place: Place) -> str:
    """Read how close a result must come to the reference."""
    text = string(value, place)
    match = _TOLERANCE.fullmatch(text)
    if match is None or (match["rel"] and math.isinf(float(match["rel"]))):
        hint = "a tolerance is `exact`, `gamma`, `ulp=N` or `rel=X`"
        raise place.error(f"has the unknown value `{text}`", hint)
    return text


def duration(value: object, place: Place) -> float:
    """Read a duration and return it in seconds."""
    text = string(value, place)
    match = _DURATION.fullmatch(text.strip())
    if match is None or not float(match["number"]):
        hint = "a duration is a number with `ns`, `us`, `ms` or `s`, such as `1ms`"
        raise place.error(f"is not a duration: `{text}`", hint)
    return float(match["number"]) * _SECONDS[match["unit"]]
