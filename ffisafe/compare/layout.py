"""FFI1xx: every type that the two sides share, once."""

from collections.abc import Iterator, Mapping

from ffisafe.compare.constructs import constructs_of_function, constructs_of_record, constructs_of_variables
from ffisafe.compare.enums import compare_enums
from ffisafe.compare.names import last_part
from ffisafe.compare.padding import compare_padding
from ffisafe.compare.records import RecordComparison
from ffisafe.compare.representation import compare_representations
from ffisafe.compare.types import TypeMatcher
from ffisafe.compare.unseen import types_not_seen
from ffisafe.compare.variants import compare_variants
from ffisafe.model.ctype import Record
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Function


def compare_layouts(matcher: TypeMatcher, functions: Mapping[str, Function]) -> Iterator[Finding]:
    """Yield what differs in every pair of types that signatures and variables lead to.

    ``functions`` are the header's that the build has too, already compared.
    """
    seen: dict[tuple[str, str, str], Finding] = {}
    for found in _findings(matcher, functions):
        # Two Rust types for one of C's, two instances of a generic one: one drift of the header.
        same = seen.setdefault((*found.key, repr(found.details.get("rust"))), found)
        if same is found:
            yield found


def _findings(matcher: TypeMatcher, functions: Mapping[str, Function]) -> Iterator[Finding]:
    sound: set[str] = set()
    done: set[tuple[str, str]] = set()
    while pending := [key for key in matcher.pairs if key not in done]:
        for key in pending:
            done.add(key)
            findings = list(_of_pair(matcher, *matcher.pairs[key]))
            if not findings and _agree(matcher, key):
                sound.add(key[0])
            yield from findings
    yield from compare_enums(matcher)
    yield from compare_representations(matcher)
    for function in functions.values():
        yield from constructs_of_function(function)
    yield from constructs_of_variables(matcher)
    variables = [each for name, each in matcher.c.variables.items() if name in matcher.rust.variables]
    yield from compare_padding(matcher.c, functions.values(), variables, sound)
    yield from types_not_seen(matcher)


def _agree(matcher: TypeMatcher, key: tuple[str, str]) -> bool:
    """Whether nothing inside moved the end of the two."""
    c, rust = matcher.c.records[key[0]], matcher.rust.records[key[1]]
    return (c.size_bytes, c.align_bytes) == (rust.size_bytes, rust.align_bytes)


def _of_pair(matcher: TypeMatcher, c: Record, rust: Record) -> Iterator[Finding]:
    layouts = matcher.c.records[c.key], matcher.rust.records[rust.key]
    name = c.name or matcher.untagged.get(c.key) or last_part(layouts[1].name)
    yield from constructs_of_record(name, layouts[0])
    if layouts[1].variants:
        yield from compare_variants(matcher, name, layouts)
    else:
        yield from RecordComparison.of(matcher, name, layouts).findings()
