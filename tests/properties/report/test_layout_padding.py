"""Padding: with the fields it makes up the whole of a record, and it shares no bit with them."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import example, given, settings

from ffisafe.abi.platforms import TARGETS
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed
from ffisafe.frontends.c_header.read import read_preprocessed
from ffisafe.model.ctype import RecordKind
from ffisafe.report.layout.padding import Span
from ffisafe.report.layout.pieces import pieces_of
from ffisafe.report.layout.view import Aggregate, FieldView, list_types
from tests.properties.c_header.strategies import dialect, headers

GAPS = """\
struct S { int a : 3; int : 5; int b : 9; union { char c; short s : 11; }; struct { char d; int e; } f; };
"""
# The inner union's padding lies below its member, and what comes next below that.
LANES = "union U { union { char c : 3; } __attribute__((aligned(2))) a; short b; };"
MAX_BYTES = 600
PADDED = [(0, 3), (8, 9), (32, 8), (32, 11), (64, 8), (96, 32)]


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a target and a header for it."""
    triple = draw(st.sampled_from(sorted(TARGETS)))
    of = dialect(TARGETS[triple])
    return triple, of.prologue + "".join(record.text for record in draw(headers(max_records=6, of=of)))


def aggregates(triple: str, text: str) -> Iterator[Aggregate]:
    """Yield what a listing shows of a header."""
    source = Preprocessed(text=f'# 1 "lib.h"\n{text}', macros={}, system_files=frozenset())
    interface = read_preprocessed(source, [Path("lib.h")], TARGETS[triple])
    for aggregate in list_types(interface, ["lib.h"]).aggregates:
        if aggregate.layout.size_bytes <= MAX_BYTES:
            yield aggregate


def bits(spans: list[Span]) -> list[int]:
    """Return the bits of spans, as often as they are in one."""
    return sorted(bit for span in spans for bit in range(span.offset_bits, span.end_bits))


def has_union(aggregate: Aggregate) -> bool:
    """Whether anything that is drawn may share bits."""
    waiting: list[FieldView] = list(aggregate.fields)
    kinds = [aggregate.layout.kind]
    while waiting:
        field = waiting.pop()
        kinds += [field.record.kind] if field.record else []
        waiting += field.fields or ()
    return RecordKind.UNION in kinds


@settings(deadline=None, max_examples=40)
@given(texts())
@example(("x86_64-unknown-linux-gnu", GAPS))
def test_padding_is_what_fields_leave(drawn: tuple[str, str]) -> None:
    """No bit is of both, and none of neither; padding is listed in order."""
    for aggregate in aggregates(*drawn):
        padding = aggregate.padding()
        fields = [leaf.span for field in aggregate.fields for leaf in field.leaves()]
        assert {*bits(padding)} & {*bits(fields)} == set()
        assert {*bits(padding), *bits(fields)} == {*range(8 * aggregate.layout.size_bytes)}
        assert all(span.size_bits for span in padding)
        assert all(before.end_bits <= after.offset_bits for before, after in pairwise(padding))


@settings(deadline=None, max_examples=40)
@given(texts())
@example(("x86_64-unknown-linux-gnu", GAPS))
@example(("x86_64-unknown-linux-gnu", LANES))
def test_pieces_tile_a_record(drawn: tuple[str, str]) -> None:
    """What is drawn covers every bit, and in one lane, or without a union, covers it once."""
    for aggregate in aggregates(*drawn):
        pieces = pieces_of(aggregate)
        whole = [*range(8 * aggregate.layout.size_bytes)]
        assert sorted({*bits([piece.span for piece in pieces])}) == whole
        for lane in {piece.lane for piece in pieces}:
            once = bits([piece.span for piece in pieces if piece.lane == lane])
            assert len(once) == len({*once})
        if not has_union(aggregate):
            assert bits([piece.span for piece in pieces]) == whole


def test_bits_between_fields_are_padding() -> None:
    """Unnamed bit-fields, the rest of a unit, the tail of a union's member, and gaps inside of members."""
    (listed,) = aggregates("x86_64-unknown-linux-gnu", GAPS)
    fields = [leaf.span for field in listed.fields for leaf in field.leaves()]
    assert [(span.offset_bits, span.size_bits) for span in fields] == PADDED
    padding = [(span.offset_bits, span.size_bits) for span in listed.padding()]
    assert padding == [(3, 5), (17, 15), (43, 21), (72, 24)]
