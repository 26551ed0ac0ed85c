"""Correct headers with one drift each."""

from collections.abc import Iterator

from tests.support.mutants.enums import of_enums
from tests.support.mutants.functions import of_callbacks, of_functions, of_variables
from tests.support.mutants.header import Header, Mutant
from tests.support.mutants.records import of_fields, of_records

__all__ = ["Header", "Mutant", "mutants"]


def mutants(header: Header) -> Iterator[Mutant]:
    """Yield every mutant of a header, each under a name of its own."""
    yield from of_fields(header)
    yield from of_records(header)
    yield from of_enums(header)
    yield from of_functions(header)
    yield from of_callbacks(header)
    yield from of_variables(header)
