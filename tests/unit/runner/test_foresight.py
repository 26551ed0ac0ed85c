"""What a result points to comes with it, and nobody can tell but by the time that it takes."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ffisafe.contracts import parse
from ffisafe.model.contract import Contract, StructContract, ValueContract
from ffisafe.model.ctype import Record
from ffisafe.model.interface import Interface
from ffisafe.runner.foresight import view_of
from ffisafe.runner.library import FFIFailure, Library
from ffisafe.runner.pointer import Pointer

NUMBERS = np.arange(1, 7, dtype=np.int32)


def spans(count: str) -> Contract:
    """Return a contract that says how long a span is."""
    said = ValueContract(count=parse(count))
    return Contract(structs={"Span": StructContract(fields={"data": said})})


@pytest.fixture
def farsighted(builds: dict[str, Path], interface: Interface, asan_runtime: Path) -> Iterator[Library]:
    """A library whose spans have an extent."""
    with Library(builds["sanitized"], interface, contract=spans("len"), runtime=asan_runtime) as library:
        yield library


@pytest.fixture
def requests(farsighted: Library, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The operations that the worker is asked for."""
    seen: list[str] = []
    request = farsighted._controller.request

    def noted(message: tuple[Any, ...], *rest: Any) -> Any:
        seen.append(message[0])
        return request(message, *rest)

    monkeypatch.setattr(farsighted._controller, "request", noted)
    return seen


def test_reading_a_result_needs_no_request(farsighted: Library, requests: list[str]) -> None:
    """The elements came with the call; a second look asks again."""
    memory = farsighted.new(NUMBERS)
    span = farsighted.span_at(memory, 6)
    assert span.data.read(6).tolist() == NUMBERS.tolist()
    assert requests == ["alloc", "call"]
    assert span.data.read(6).tolist() == NUMBERS.tolist()
    assert requests == ["alloc", "call", "read"]


def test_any_other_request_outdates_it(farsighted: Library) -> None:
    """What was written in the meantime is read."""
    memory = farsighted.new(NUMBERS)
    span = farsighted.span_at(memory, 6)
    memory.write(NUMBERS * 2)
    assert span.data.read(6).tolist() == (NUMBERS * 2).tolist()


def test_it_does_not_last(farsighted: Library, requests: list[str]) -> None:
    """A thread of the library may write at any time: a later read looks again."""
    span = farsighted.span_at(farsighted.new(NUMBERS), 6)
    time.sleep(0.01)
    span.data.read(6)
    assert requests[-1] == "read"


def test_a_wrong_extent_fails_where_it_is_read(farsighted: Library) -> None:
    """The call itself did nothing wrong; who never reads never fails."""
    span = farsighted.span_at(farsighted.new(NUMBERS), 7)
    with pytest.raises(FFIFailure, match="heap-buffer-overflow in read"):
        span.data.read(7)


def test_an_unmapped_address_fails_where_it_is_read(farsighted: Library) -> None:
    """Foresight survives what a read does not."""
    ctype = farsighted.new(NUMBERS).ctype
    nowhere = Pointer(farsighted, 0x5000_0000_0000, ctype, farsighted.generation)
    span = farsighted.span_at(nowhere, 6)
    assert farsighted.add_i32(1, 2) == 3
    with pytest.raises(FFIFailure, match="in read"):
        span.data.read(6)


def test_only_extents_that_are_products_are_foreseen(interface: Interface) -> None:
    """Anything else would need expressions in the worker."""
    key = next(key for key, layout in interface.records.items() if layout.name == "Span")
    span = Record(kind=interface.records[key].kind, name="Span", key=key)
    assert view_of(span, spans("len"), interface) == ((0, 8), 4, ((8, 16),))
    assert view_of(span, spans("len + 1"), interface) is None
    assert view_of(span, Contract(), interface) is None
