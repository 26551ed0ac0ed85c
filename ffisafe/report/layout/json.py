"""``ffisafe.layout/1`` (docs/reference/layout.md)."""

import json
from collections.abc import Iterable
from typing import Any

from ffisafe.model.interface import DeclaredEnum, Problem
from ffisafe.model.source import SourceLocation
from ffisafe.model.spelling import spell_c
from ffisafe.model.target import Encoding
from ffisafe.report.layout.calls import CallListing
from ffisafe.report.layout.calls_json import calls_document
from ffisafe.report.layout.view import Aggregate, FieldView, Listing

SCHEMA = "ffisafe.layout/1"


def render_layout_json(
    listing: Listing,
    problems: Iterable[Problem] = (),
    notes: Iterable[str] = (),
    calls: CallListing | None = None,
) -> str:
    """Return a listing as JSON, one object with a newline at its end; ``calls`` if they are asked for."""
    document: dict[str, Any] = {
        "schema": SCHEMA,
        "target": listing.target,
        "header": listing.headers[-1],
        "headers": list(listing.headers),
        "types": [*map(_aggregate, listing.aggregates), *map(_enum, listing.enums)],
        "problems": [_problem(problem) for problem in problems],
        "notes": list(notes),
    }
    if calls is not None:
        document["calls"] = calls_document(calls)
    # Names of files need not be Unicode; escaped, they pass through any encoding of the output.
    return json.dumps(document, indent=2) + "\n"


def _aggregate(aggregate: Aggregate) -> dict[str, Any]:
    return {
        "name": aggregate.name,
        "c_name": aggregate.c_name,
        "kind": str(aggregate.layout.kind),
        "size": aggregate.layout.size_bytes,
        "align": aggregate.layout.align_bytes,
        "origin": _origin(aggregate.layout.location),
        "fields": [_field(field) for field in aggregate.fields],
        "padding": [
            {"bit_offset": span.offset_bits, "bit_width": span.size_bits} for span in aggregate.padding()
        ],
    }


def _field(field: FieldView) -> dict[str, Any]:
    member = field.member
    is_bit_field = member.width_bits is not None
    described: dict[str, Any] = {
        "name": member.name,
        "type": spell_c(member.type),
        "offset": field.offset_bits // 8,
        "size": member.size_bytes,
        "align": member.align_bytes,
        "bit_offset": field.offset_bits if is_bit_field else None,
        "bit_width": member.width_bits,
    }
    if field.fields is not None:
        described["fields"] = [_field(inner) for inner in field.fields]
    return described


def _enum(enum: DeclaredEnum) -> dict[str, Any]:
    underlying = enum.type.underlying
    return {
        "name": enum.name,
        "c_name": f"enum {enum.name}" if enum.type.name else enum.name,
        "kind": "enum",
        "size": underlying.size_bytes,
        "align": underlying.align_bytes,
        "origin": _origin(enum.location),
        "underlying": {"size": underlying.size_bytes, "signed": underlying.encoding is Encoding.SIGNED},
        "constants": dict(enum.type.constants),
    }


def _problem(problem: Problem) -> dict[str, Any]:
    return {"symbol": problem.symbol, "reason": problem.reason, "origin": _origin(problem.location)}


def _origin(location: SourceLocation | None) -> dict[str, Any] | None:
    return {"file": location.file, "line": location.line} if location else None
