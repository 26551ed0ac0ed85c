"""The ``calls`` of ``ffisafe.layout/1`` (docs/reference/layout.md)."""

from typing import Any

from ffisafe.model.call import Passage, Passing, Piece
from ffisafe.model.spelling import spell_c
from ffisafe.report.layout.calls import CallListing, ListedCall


def calls_document(listing: CallListing) -> list[dict[str, Any]]:
    """Return each call as an object."""
    return [_call(call) | {"convention": listing.convention} for call in listing.calls]


def _call(call: ListedCall) -> dict[str, Any]:
    where = call.location
    described: dict[str, Any] = {
        "name": call.name,
        "kind": "typedef" if call.is_typedef else "function",
        "type": spell_c(call.type),
        "variadic": call.type.variadic,
        "origin": {"file": where.file, "line": where.line} if where else None,
        "problem": call.reason,
        "parameters": None,
        "result": None,
    }
    layout = call.layout
    if layout is None:
        return described
    *sizes, result_size = call.sizes_bytes
    parameters = [
        {"name": name, "type": spell_c(ctype), "size": size, **_passing(passing)}
        for (name, ctype), size, passing in zip(call.parameters(), sizes, layout.parameters, strict=True)
    ]
    result = {"type": spell_c(call.type.result), "size": result_size, **_passing(layout.result)}
    return described | {
        "parameters": parameters,
        "result": result,
        "hidden_result": layout.hidden_result,
        "returned_address": layout.returned_address,
        "stack": layout.stack_bytes,
        "popped": layout.popped_bytes,
        "vector_count": layout.vector_count,
    }


def _passing(passing: Passing) -> dict[str, Any]:
    return {
        "passage": str(passing.passage),
        "classes": [str(each) for each in passing.classes],
        "pieces": [_piece(piece) for piece in passing.pieces if passing.passage is not Passage.IGNORED],
    }


def _piece(piece: Piece) -> dict[str, Any]:
    return {
        "offset": piece.offset_bytes,
        "size": piece.size_bytes,
        "register": piece.register,
        "stack_offset": piece.stack_offset_bytes,
    }
