"""Names that cannot be the same in both languages."""

import pytest

from ffisafe.compare.keywords import must_differ


@pytest.mark.parametrize(
    ("c", "rust", "expected"),
    [
        ("self", "this", True),
        ("type", "kind", True),
        ("int_", "int", True),
        ("klass", "class", True),
        ("width", "height", False),
        (None, "value", False),
    ],
)
def test_a_keyword_has_another_name_on_the_other_side(c: str | None, rust: str, *, expected: bool) -> None:
    """C's field may be a keyword of Rust, and Rust's one of C or C++."""
    assert must_differ(c, rust) is expected
