"""Parameters that have changed places."""

import pytest

from tests.unit.compare.checks import findings, keys


@pytest.mark.parametrize(
    ("c", "rust", "expected"),
    [
        ("int from, int to", "i32 to, i32 from", [("FFI202", "f.from"), ("FFI202", "f.to")]),
        ("int a, int b, int c", "i32 b, i32 c, i32 a", [("FFI202", f"f.{name}") for name in "abc"]),
        ("int a, int b, int c", "i32 c, i32 b, i32 a", [("FFI202", "f.a"), ("FFI202", "f.c")]),
        ("int a, double x", "f64 x, i32 a", [("FFI202", "f.a"), ("FFI202", "f.x")]),
        (
            "int dstLen, int src_len",
            "i32 src_len, i32 dst_len",
            [("FFI202", "f.dstLen"), ("FFI202", "f.src_len")],
        ),
        ("int a, int b", "i32 b, i32 c", []),
        ("int a, int b", "i32 x, i32 a", []),
        ("int a, int b", "i32 a, i32 b", []),
        ("int, int b", "i32 b, i32 a", []),
        ("int x, int y", "i32 first, i32 second", []),
    ],
)
def test_names_that_both_sides_have(c: str, rust: str, expected: list[tuple[str, str]]) -> None:
    """Reported only where each name is there on both sides, at another place; a new name decides nothing."""
    assert keys(f"void f({c});", f"void f({rust});") == expected


def test_the_message_has_both_places() -> None:
    """The types agree, so it is the order that is said to differ."""
    moved, _ = findings("void copy(char *dst, char *src);", "void copy(u8 *src, u8 *dst);")
    assert moved.message == (
        "parameter `dst` of `copy` is number 1 in C and number 2 in Rust, where `src` is number 1"
    )
