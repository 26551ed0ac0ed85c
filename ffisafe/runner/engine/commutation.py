"""FFI801: phi(f(x)) = f(phi(x)). Computing then marshalling is marshalling then computing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from ffisafe.errors import ConfigError
from ffisafe.runner.engine.reference import Reference
from ffisafe.runner.engine.tolerance import Array, Tolerance, agree

Part = tuple[str, Any]  # what is compared, and its value


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One call as the reference sees it.

    ``inputs`` are numbers, arrays, strings and mappings, in C's order, ``out`` parameters left
    out; ``result`` and ``outs`` are what the library gave. ``is_void``: there is no result.
    ``failed``: the contract's ``error`` holds.
    """

    inputs: Sequence[Any]
    result: Any
    outs: Sequence[Part]
    is_void: bool
    failed: bool
    tolerance: str | None
    terms: int


def disagreement(reference: Reference, observed: Observed) -> str | None:
    """Return how a call differs from its reference, or None if it does not.

    A reference returns None to say that the call must fail.

    Raises:
        ConfigError: The reference raised, or returned something of another form.
    """
    expected = _ask(reference, observed.inputs)
    if expected is None and not (observed.is_void and not observed.outs and not observed.failed):
        return None if observed.failed else "the reference says that this call must fail"
    if observed.failed:
        return f"the call failed; the reference returns {_short(expected)}"
    magnitude = _magnitude(reference, observed.inputs)
    ours = [("the result", observed.result), *observed.outs]
    theirs = _parts(reference, expected, observed)
    bounds = _parts(reference, magnitude, observed) if magnitude is not None else theirs
    for (name, got), want, bound in zip(ours, theirs, bounds, strict=True):
        if found := _difference(name, got, want, bound, observed):
            return found
    return None


def _ask(reference: Reference, inputs: Sequence[Any]) -> Any:
    try:
        return reference(*[_frozen(each) for each in inputs])
    except Exception as error:  # the user's function may raise anything: say so
        name = getattr(reference, "__name__", "reference")
        raise ConfigError(
            f"reference `{name}` raised {type(error).__name__}: {error}",
            hint="a reference returns None where the call must fail",
        ) from error


def _magnitude(reference: Reference, inputs: Sequence[Any]) -> Any:
    """Return the reference's result for absolute values, where it has one."""
    try:
        return reference(*[_frozen(_absolute(each)) for each in inputs])
    except Exception:  # noqa: BLE001  # a reference need not be defined there; None says so
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


def _parts(reference: Reference, expected: Any, observed: Observed) -> list[Any]:
    """Split what a reference returned into the result and the out parameters."""
    count = len(observed.outs)
    if count == 0:
        return [expected]
    if isinstance(expected, tuple):
        if len(expected) == count + 1:
            return list(expected)
        if len(expected) == count and observed.is_void:
            return [None, *expected]
    elif count == 1 and observed.is_void:
        return [None, expected]
    name = getattr(reference, "__name__", "reference")
    raise ConfigError(
        f"reference `{name}` returned {_short(expected)}",
        hint=f"return a tuple: the result, then {', '.join(n for n, _ in observed.outs)}",
    )


def _difference(name: str, got: Any, want: Any, bound: Any, observed: Observed) -> str | None:
    if isinstance(got, dict):
        for field, value in got.items():
            theirs = _field(want, field, name)
            limit = _field(bound, field, name)
            if found := _difference(f"`{field}` of {name}", value, theirs, limit, observed):
                return found
        return None
    if got is None or want is None:
        return None
    if isinstance(got, list):
        if not isinstance(want, Sequence) or len(want) != len(got):
            return f"{name} has {len(got)} structs; the reference gives {_short(want)}"
        pairs = enumerate(zip(got, want, bound, strict=True))
        texts = (_difference(f"{name}[{i}]", *each, observed) for i, each in pairs)
        return next((text for text in texts if text), None)
    return _array_difference(name, np.asarray(got), want, bound, observed)


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
    expected = np.asarray(want)
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
