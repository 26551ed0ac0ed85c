"""What C's types say of two pointers: whether they may stand at one object."""

import pytest

from ffisafe.compare.overlap import may_overlap
from ffisafe.model.ctype import CType
from tests.support.headers import c_interface

HEADER = """
#include <stddef.h>
#include <stdint.h>
struct opaque;
struct other;
struct point { float x, y; };
struct line { struct point ends[2]; uint8_t kind; int *next; };
enum color { RED, GREEN };
void f(struct opaque *opaque, struct other *other, struct point *point, struct line *line, float *real,
       double *wide, int32_t *number, uint32_t *natural, size_t *size, char *text, uint8_t *bytes, void *any,
       int **pointer, enum color *color, uint8_t (*array)[4], int value);
"""


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("opaque", "opaque", True),
        ("opaque", "other", False),
        ("opaque", "size", False),
        ("opaque", "bytes", False),
        ("opaque", "any", True),
        ("point", "line", True),
        ("line", "real", True),
        ("line", "wide", False),
        ("line", "bytes", True),
        ("line", "pointer", True),
        ("point", "pointer", False),
        ("number", "natural", True),
        ("number", "size", False),
        ("number", "real", False),
        ("number", "color", True),
        ("text", "size", True),
        ("array", "bytes", True),
        ("point", "value", True),
    ],
)
def test_types_that_may_stand_at_one_object(one: str, other: str, *, expected: bool) -> None:
    """The same either way round."""
    interface = c_interface(HEADER)
    types: dict[str, CType] = {each.name or "": each.type for each in interface.functions["f"].parameters}
    assert may_overlap(types[one], types[other], interface.records) is expected
    assert may_overlap(types[other], types[one], interface.records) is expected
