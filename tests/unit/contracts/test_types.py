"""What a contract asks of C types."""

import pytest

from ffisafe.contracts.types import mentioned_records, size_bytes
from ffisafe.model.ctype import Array, CType, RecordKind
from ffisafe.model.interface import Interface
from tests.unit.contracts.interfaces import (
    ANONYMOUS,
    CALLBACK,
    CHAR,
    DOUBLE,
    HEADER,
    MATRIX,
    MATRIX_LAYOUT,
    MODE,
    OPAQUE,
    TARGET,
    function,
    pointer,
    record,
)


@pytest.mark.parametrize(
    ("ctype", "size"),
    [
        (DOUBLE, 8),
        (MODE, 4),
        (Array(element=Array(element=DOUBLE, count=3), count=2), 48),
        (Array(element=CHAR, count=None), None),
        (Array(element=OPAQUE, count=2), None),
        (pointer(OPAQUE), 8),
        (MATRIX, 56),
        (OPAQUE, None),
        (CALLBACK, None),
    ],
)
def test_complete_types_have_a_size(ctype: CType, size: int | None) -> None:
    """Functions, incomplete records and open arrays have none."""
    assert size_bytes(ctype, HEADER) == size


@pytest.mark.parametrize("held", [pointer(OPAQUE), Array(element=pointer(OPAQUE), count=2)])
def test_records_are_found_wherever_they_are_mentioned(held: CType) -> None:
    """In results, behind pointers, in arrays, in fields: defined or incomplete."""
    holder = record(RecordKind.STRUCT, "Holder", held=held)
    interface = Interface(
        target=TARGET,
        functions={"f": function("f", MATRIX, x=ANONYMOUS)},
        records={"struct Holder": holder, "struct Matrix": MATRIX_LAYOUT},
    )
    assert mentioned_records(interface) == {
        "Matrix": MATRIX_LAYOUT,
        "": None,
        "Opaque": None,
        "Holder": holder,
    }
