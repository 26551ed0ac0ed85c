"""FFI801: phi(f(x)) = f(phi(x)). Computing then marshalling is marshalling then computing."""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from ffisafe.errors import ConfigError
from ffisafe.runner.engine.observe import Unknown
from ffisafe.runner.engine.reference import Reference
from ffisafe.runner.engine.tolerance import Array, Tolerance, agree

Part = tuple[str, Any]  # what is compared, and its value


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One call as the reference sees it.

    ``inputs`` are numbers, arrays, strings and mappings, in C's order, ``out`` parameters left
    out; ``result`` and ``outs`` are what the library gave. ``is_void``: there is no result.
    ``outs_declared``: the contract itself gives one of ``outs`` a direction.
    ``failed``: the contract's ``error`` holds; None: it has no such word.
    """

    inputs: Sequence[Any]
    result: Any
    outs: Sequence[Part]
    is_void: bool
    outs_declared: bool
    failed: bool | None
    tolerance: str | None
    terms: int
    place: str = ""  # of the reference, for messages


def disagreement(reference: Reference, observed: Observed) -> str | None:
    """Return how a call differs from its reference, or None if it does not.

    Where the contract has an ``error``, a reference returns None to say that the call must
    fail; of a call that failed only the result is compared, if the reference gives one.

    Raises:
        ConfigError: The reference raised, or returned something of another form.
    """
    expected = _ask(reference, observed)
    if observed.failed:
        return _compare_failed(expected, observed)
    if expected is None and observed.failed is False and not observed.is_void:
        return "the reference says that this call must fail"
    magnitude = _magnitude(reference, observed.inputs)
    ours = [("the result", observed.result), *observed.outs]
    theirs = _parts(expected, observed)
    bounds = theirs if magnitude is None else _parts(magnitude, observed)
    for (name, got), want, bound in zip(ours, theirs, bounds, strict=True):
        if found := _difference(name, got, want, bound, observed):
            return found
    return None


def _compare_failed(expected: Any, observed: Observed) -> str | None:
    result = expected[0] if isinstance(expected, tuple) and expected else expected
    agrees = result is None or (
        isinstance(observed.result, int | float) and bool(np.all(observed.result == result))
    )
    return None if agrees else f"the call failed; the reference returns {_short(expected)}"


def _ask(reference: Reference, observed: Observed) -> Any:
    try:
        return reference(*[_frozen(each) for each in observed.inputs])
    except (Exception, SystemExit) as error:  # the user's function may raise anything: say so
        where = _raised_at(error)
        raise ConfigError(
            f"{observed.place}: the reference raised {type(error).__name__}: {error} ({where})",
            hint="correct the reference; it returns None where the call must fail",
        ) from error


def _raised_at(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno}"


def _magnitude(reference: Reference, inputs: Sequence[Any]) -> Any:
    """Return the reference's result for absolute values; None if it is not defined there."""
    try:
        return reference(*[_frozen(_absolute(each)) for each in inputs])
    except (Exception, SystemExit):  # noqa: BLE001  # a reference need not be defined there
        return None


def _absolute(value: Any) -> Any:
    match value:
        case np.ndarray() if value.dtype.kind == "f":
            return np.abs(value)
        case float():
            return abs(value)
        case dict():
            return {name: _absolute(field) for name, field in value.items()}
        case list():
            return [_absolute(each) for each in value]
    return value


def _frozen(value: Any) -> Any:
    """Return a value as references get it: arrays read-only, structs with attributes."""
    if isinstance(value, np.ndarray):
        view = value.view()
        view.flags.writeable = False
        return view
    if isinstance(value, list):
        return [_frozen(each) for each in value]
    return Fields(value) if isinstance(value, dict) else value


class Fields(SimpleNamespace):
    """A struct: its fields as attributes and as items."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        super().__init__(**{name: _frozen(value) for name, value in fields.items()})

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)


def _parts(expected: Any, observed: Observed) -> list[Any]:
    """Split what a reference returned into the result and the out parameters."""
    count = len(observed.outs)
    if count == 0 and not (observed.is_void and expected is not None):
        return [expected]
    if isinstance(expected, tuple) and len(expected) == count + 1:
        return list(expected)
    if observed.is_void and isinstance(expected, tuple) and len(expected) == count:
        return [None, *expected]
    if observed.is_void and count == 1 and expected is not None and not isinstance(expected, tuple):
        return [None, expected]
    if not (observed.is_void or observed.outs_declared or isinstance(expected, tuple)):
        return [expected, *[Unknown()] * count]
    names = ", ".join(name for name, _ in observed.outs) or "nothing: the function has no result"
    raise ConfigError(
        f"{observed.place}: the reference returned {_short(expected)}",
        hint=f"return {names}" if observed.is_void else f"return a tuple: the result, then {names}",
    )


def _difference(name: str, got: Any, want: Any, bound: Any, observed: Observed) -> str | None:
    if isinstance(got, dict):
        for field, value in got.items():
            theirs = _field(want, field, name)
            limit = _field(bound, field, name)
            if found := _difference(f"`{field}` of {name}", value, theirs, limit, observed):
                return found
        return None
    if isinstance(got, Unknown) or isinstance(want, Unknown) or (want is None and observed.is_void):
        return None
    if got is None or want is None:
        return None if got is want else f"{name} is {_short(got)}; the reference gives {_short(want)}"
    if isinstance(got, bytes):
        return _string_difference(name, got, want)
    if isinstance(got, list):
        if not isinstance(want, Sequence) or len(want) != len(got):
            return f"{name} has {len(got)} structs; the reference gives {_short(want)}"
        pairs = enumerate(zip(got, want, bound, strict=True))
        texts = (_difference(f"{name}[{i}]", *each, observed) for i, each in pairs)
        return next((text for text in texts if text), None)
    return _array_difference(name, np.asarray(got), want, bound, observed)


def _string_difference(name: str, got: bytes, want: Any) -> str | None:
    expected = want.encode() if isinstance(want, str) else want
    return None if got == expected else f"{name} is {got!r}; the reference gives {_short(want)}"


def _field(struct: Any, field: str, name: str) -> Any:
    """Return a field of what a reference gave for a struct.

    Raises:
        ConfigError: It has no such field.
    """
    if isinstance(struct, Mapping) and field in struct:
        return struct[field]
    if not isinstance(struct, Mapping) and hasattr(struct, field):
        return getattr(struct, field)
    raise ConfigError(
        f"a reference returned {_short(struct)} for {name}, which is a struct",
        hint=f"return a mapping of its fields; `{field}` is one of them",
    )


def _array_difference(name: str, got: Array, want: Any, bound: Any, observed: Observed) -> str | None:
    if isinstance(want, bytes | bytearray):
        want = np.frombuffer(want, np.uint8)
    expected = _array_of(want, observed)
    if got.size != expected.size:
        return f"{name} has {got.size} elements; the reference has {expected.size}"
    expected = expected.reshape(got.shape)
    magnitude = np.asarray(bound)
    same_shape = magnitude.size == got.size and magnitude.dtype.kind in "fiub"
    magnitude = np.abs(magnitude.reshape(got.shape) if same_shape else expected)
    word = observed.tolerance or ("gamma" if got.dtype.kind == "f" else "exact")
    finite = all(_is_finite(each) for each in observed.inputs)
    tolerance = Tolerance(word=word, terms=observed.terms, finite_inputs=finite)
    close = agree(got, expected, magnitude, tolerance)
    if close.all():
        return None
    return _first_difference(name, got, expected, np.argwhere(~close)[0], word)


def _array_of(value: Any, observed: Observed) -> Array:
    """Return what a reference gave as numbers.

    Raises:
        ConfigError: It is nothing of the kind.
    """
    array = np.asarray(value)
    if array.dtype.kind in "fiub":
        return array
    if array.dtype.kind == "O" and all(isinstance(each, int) for each in array.flat):
        return array
    raise ConfigError(
        f"{observed.place}: the reference returned {_short(value)}",
        hint="return numbers, sequences of them, bytes for strings, mappings for structs",
    )


def _first_difference(name: str, got: Array, expected: Array, index: Array, word: str) -> str:
    place = tuple(int(i) for i in index)
    where = f" at {list(place)}" if place else ""
    ours, theirs = got[place].item(), expected[place].item()
    return f"{name}{where} is {ours!r}; the reference gives {theirs!r} (tolerance: {word})"


def _is_finite(value: Any) -> bool:
    if isinstance(value, dict | list):
        return all(_is_finite(each) for each in (value.values() if isinstance(value, dict) else value))
    array = np.asarray(value)
    return array.dtype.kind != "f" or bool(np.isfinite(array).all())


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
