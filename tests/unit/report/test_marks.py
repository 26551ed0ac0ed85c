"""The part of a line that a finding is about, on both sides."""

from pathlib import Path

import pytest

from ffisafe.model.source import SourceLocation
from ffisafe.report.sources import Mark, Sources, mark_pair

HEADER = """\
#define API __attribute__((visibility("default")))
#define FIELD(t, n) t n
typedef struct S { int a; /* int b; */ unsigned char *b, c[3]; FIELD(int, zed); } S;
API int first(int a,
\tconst char *b,
          int (*callback)(int a, void *data),
        int, unsigned char bytes[static 4]);
API const struct S *next(void);
struct T {
    int length; // length
    int (*length_of)(int length);
};
extern int
split(int
      far);
struct color { struct color *color; };
/* first */ int last(int first), more(int first);
"""
SOURCE = """\
/// fn first(a: i32)
#[unsafe(no_mangle)]
pub unsafe extern "C" fn first(
    a: c_int, // b: c_int
    mut b: *mut c_char,
    callback: Option<extern "C" fn(a: i32, data: *mut c_void)>,
    fourth: Result<i32, [u8; 4]>,
    r#type: &'static mut u8,
) -> Option<&'static S> {
    fn b(b: u8) {}
}
#[repr(C)]
pub struct S { pub a: i32, pub b: *mut u8, pub r#type: u8, zed: i32 }
macro_rules! export { ($name:ident) => { pub extern "C" fn $name(a: u8) {} } }
export!(generated);
#[unsafe(export_name = "renamed")]
pub extern "C" fn other_name<'a, T: Fn(u8)>(value: u8) -> u8 where T: Copy { value }
pub struct T {
    /// length: u8
    pub length: u32,
}
pub struct Tuple(u8, u16);
pub static COUNT: u32 = 1;
pub enum Event {
    #[default]
    Click(u8) = 3,
    KeyDown { code: u32 } = 4,
}
"""
C_MARKS = [
    ("first.a", 4, 50, "4:a"),
    ("first.b", 5, 13, "5:b"),
    ("first.callback", 6, 17, "6:callback"),
    ("first.#4", 4, 44, "7:int"),
    ("first.bytes", 7, 28, "7:bytes"),
    ("first.return", 4, 44, "4:int"),
    ("first", 4, 44, "4:first"),
    ("next.return", 8, None, "8:const struct S *"),
    ("S.a", 3, 24, "3:a"),
    ("S.b", 3, 55, "3:b"),
    ("S.c", 3, None, "3:c"),
    ("S.zed", 3, 70, "3:zed"),
    ("S", 3, 16, "3:S"),
    ("T.length", 9, None, "10:length"),
    ("T.length", 10, 9, "10:length"),
    ("T.length_of", 11, 11, "11:length_of"),
    ("split.far", 13, 1, "15:far"),
    ("split.far", 15, 7, "15:far"),
    ("color.color", 16, 30, "16:color"),
    ("last.first", 17, 27, "17:first"),
    ("more.first", 17, 42, "17:first"),
    ("gone.thing", 10, None, "10:int length; // length"),
]
RUST_MARKS = [
    ("first.a", 3, "4:a"),
    ("first.a", 2, "4:a"),
    ("first.b", 3, "5:b"),
    ("first.callback", 3, "6:callback"),
    ("first.#4", 3, "7:fourth"),
    ("first.type", 3, "8:r#type"),
    ("first.return", 3, "9:Option<&'static S>"),
    ("first", 3, "3:first"),
    ("S.a", 13, "13:a"),
    ("S.type", 13, "13:r#type"),
    ("S.c_name", 13, "13:S"),
    ("S", 12, "13:S"),
    ("generated.a", 15, "15:generated"),
    ("renamed.value", 17, "17:value"),
    ("renamed.return", 17, "17:u8"),
    ("renamed", 17, "17:other_name"),
    ("T.length", 18, "20:length"),
    ("T.length", 20, "20:length"),
    ("T.size", 20, "20:length"),
    ("Tuple.1", 22, "22:Tuple"),
    ("count", 23, "23:COUNT"),
    ("Event.EVENT_CLICK", 26, "26:Click"),
    ("Event.EVENT_KEY_DOWN", 27, "27:KeyDown"),
    ("Event.EVENT_GONE", 24, "24:Event"),
]


def marked(symbol: str, location: SourceLocation) -> str:
    """Return the line that is marked, and what is marked in it."""
    sources = Sources()
    sides = (None, location) if location.file.endswith(".rs") else (location, None)
    (mark,) = [mark for mark in mark_pair(sources, symbol, *sides) if mark]
    source = sources.get(location.file)
    assert source is not None
    return f"{mark.line + 1}:{source.lines[mark.line][mark.start : mark.end]}"


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("place", C_MARKS)
def test_in_a_header(place: tuple[str, int, int | None, str], ends: str, tmp_path: Path) -> None:
    """The name itself, wherever its declaration begins, and whatever macros did to the column."""
    symbol, line, column, expected = place
    path = tmp_path / "it.h"
    path.write_bytes(HEADER.replace("\n", ends).encode())
    assert marked(symbol, SourceLocation(file=str(path), line=line, column=column)) == expected


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize(("symbol", "line", "expected"), RUST_MARKS)
def test_in_a_rust_source(symbol: str, line: int, expected: str, ends: str, tmp_path: Path) -> None:
    """All that is known is the line of the function or type, or of its attributes."""
    path = tmp_path / "lib.rs"
    path.write_bytes(SOURCE.replace("\n", ends).encode())
    assert marked(symbol, SourceLocation(file=str(path), line=line)) == expected


def test_many_findings_in_one_file_are_marked_as_one_is(tmp_path: Path) -> None:
    """A file that is asked for often is read as a whole, which changes nothing."""
    header, source = tmp_path / "it.h", tmp_path / "lib.rs"
    header.write_text(HEADER)
    source.write_text(SOURCE)
    sources = Sources()
    c = [(symbol, SourceLocation(file=str(header), line=n, column=at)) for symbol, n, at, _ in C_MARKS]
    rust = [(symbol, SourceLocation(file=str(source), line=n)) for symbol, n, _ in RUST_MARKS]
    for symbol, where in [*c, *c, *rust, *rust]:
        sides = (None, where) if where.file == str(source) else (where, None)
        assert mark_pair(sources, symbol, *sides) == mark_pair(Sources(), symbol, *sides)


def test_a_parameter_without_a_name_in_c_is_found_by_its_number(tmp_path: Path) -> None:
    """Its name in Rust says which it is."""
    header, source = tmp_path / "it.h", tmp_path / "lib.rs"
    header.write_text("int f(int, char *);\n")
    source.write_text('pub extern "C" fn f(a: i32, text: *mut i8) -> i32 { 0 }\n')
    c, rust = SourceLocation(file=str(header), line=1), SourceLocation(file=str(source), line=1)
    assert mark_pair(Sources(), "f.text", c, rust) == (Mark(0, 11, 17), Mark(0, 28, 32))


@pytest.mark.parametrize("separator", ["\x0c", "\x0b", "\x1c", "\u2028", "\x85"])
def test_lines_are_those_of_compilers(separator: str, tmp_path: Path) -> None:
    """Form feeds and Unicode's separators end no line."""
    path = tmp_path / "it.h"
    path.write_text(f"/* {separator} */\nint f(void);\n", newline="")
    assert marked("f", SourceLocation(file=str(path), line=2)) == "2:f"


@pytest.mark.parametrize(
    "text", ["/* never closed", '"never closed', "'", "int f(int (", 'r#"', "\0", "fn", "}"]
)
@pytest.mark.parametrize("name", ["it.h", "lib.rs"])
def test_nothing_makes_it_fail(text: str, name: str, tmp_path: Path) -> None:
    """A file that has changed since it was compiled may hold anything."""
    path = tmp_path / name
    path.write_text(text)
    where = SourceLocation(file=str(path), line=1, column=1)
    for symbol in ("f.x", "f.return", "f.#9", "f", "T.x.y"):
        mark_pair(Sources(), symbol, where, None)


def test_a_device_is_not_read(tmp_path: Path) -> None:
    """Debug information may name any file: `/dev/zero` has no end."""
    assert Sources().get("/dev/zero") is None
    assert Sources().get(str(tmp_path)) is None
    assert Sources().get("a\0b") is None
