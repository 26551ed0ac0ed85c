"""FFI207 for global variables: what Rust has there that no C type can stand for."""

from collections.abc import Iterator

from ffisafe.compare.foreign import foreign
from ffisafe.compare.places import variables
from ffisafe.compare.types import TypeMatcher
from ffisafe.model.ctype import innermost
from ffisafe.model.finding import Finding
from ffisafe.model.spelling import spell_c


def compare_foreign_variables(matcher: TypeMatcher) -> Iterator[Finding]:
    """Yield FFI207 for each variable of a type without a C ABI; arrays have one in memory."""
    for place in variables(matcher):
        found = foreign(innermost(place.rust), matcher.rust.records)
        if found is not None:
            c, rust = spell_c(place.c), found.spelled
            message = f"{place.title} is `{c}` in C and `{rust}` in Rust, which has no C ABI"
            advice = found.advice.replace("take ", "declare ", 1)
            yield place.finding("FFI207", message, advice, c=c, rust=rust)
