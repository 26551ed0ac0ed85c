"""Header files as they lie on disks: encodings, line ends, inclusion, and the C library's own."""

from pathlib import Path

import pytest

from ffisafe.errors import HeaderError, MissingToolError
from ffisafe.frontends.c_header import Flag, HeaderOptions, Switch, read_headers
from ffisafe.model.interface import Interface
from tests.support.headers import TARGET

SYSTEM = [
    *("stdio.h", "stdlib.h", "string.h", "signal.h", "time.h", "math.h", "wchar.h", "pthread.h"),
    *("unistd.h", "fcntl.h", "netdb.h", "dirent.h", "regex.h", "setjmp.h", "inttypes.h", "zlib.h"),
    *("sys/socket.h", "sys/stat.h", "sys/mman.h", "sys/types.h"),
]


def read(*headers: Path, flags: tuple[Flag, ...] = ()) -> Interface:
    """Return what headers declare."""
    return read_headers(headers, HeaderOptions(flags=flags), TARGET)


def find_system_header(name: str) -> Path:
    """Return a header of the C library, which Debian keeps in two folders."""
    places = (Path("/usr/include"), Path("/usr/include/x86_64-linux-gnu"))
    return next(place / name for place in places if (place / name).exists())


@pytest.mark.parametrize("name", SYSTEM)
def test_the_c_library_is_understood(name: str) -> None:
    """Nothing in these headers is given up."""
    assert read(find_system_header(name)).problems == ()


def test_every_function_of_zlib_is_there() -> None:
    """All that zlib.h declares with its own macro, with the signatures that its manual has."""
    functions = read(Path("/usr/include/zlib.h")).functions
    assert {"deflate", "inflate", "crc32", "gzopen", "gzprintf", "gzvprintf", "inflateBackInit_"} <= {
        *functions
    }
    assert len(functions) == 81
    assert functions["gzprintf"].variadic
    assert [p.name for p in functions["compress2"].parameters] == [
        *("dest", "destLen", "source", "sourceLen", "level")
    ]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"struct S { int x; \\\r\n int y; };\r\nint f(struct S *s,\r\n  int n);\r\n", id="crlf"),
        pytest.param(b"\xef\xbb\xbfint f(void);\nstruct S { int x, y; };\n", id="byte-order-mark"),
        pytest.param(b"/* na\xefve */ int f(void); // na\xefve\nstruct S { int x, y; };\n", id="latin-1"),
        pytest.param(b"#pragma once\nint f(void);\nstruct S { int x, y; };", id="no-last-newline"),
        pytest.param(b'#ident "$Id$"\nint f(void);\nstruct S { int x, y; };\n', id="ident"),
        pytest.param(b"/*" + b"x" * 100_000 + b"*/ int f(void); struct S { int x, y; };\n", id="long-line"),
        pytest.param(b'int f(void); struct S {\n#line 7 "else.h"\nint x, y; };\n', id="line-directive"),
        pytest.param(
            b'int f(void);\n_Pragma("pack(push, 1)") struct S { int x, y; };\n', id="pragma-operator"
        ),
    ],
)
def test_how_a_file_is_written_does_not_matter(content: bytes, tmp_path: Path) -> None:
    """Line ends, encodings and directives change nothing about what is declared."""
    header = tmp_path / "it.h"
    header.write_bytes(content)
    interface = read(header)
    assert interface.problems == ()
    assert [*interface.functions] == ["f"]
    assert interface.records["struct S"].size_bytes == 8


def test_headers_that_include_each_other(tmp_path: Path) -> None:
    """Each is read once, and both are the project's own."""
    (tmp_path / "a.h").write_text('#pragma once\n#include "b.h"\nstruct A { int x; };\nvoid a(struct A *);\n')
    (tmp_path / "b.h").write_text('#pragma once\n#include "a.h"\nstruct A; void b(struct A *);\n')
    interface = read(tmp_path / "a.h", tmp_path / "b.h")
    assert sorted(interface.functions) == ["a", "b"]
    assert interface.records["struct A"].size_bytes == 4


@pytest.mark.parametrize("spelling", ["it.h", "./it.h", "../{0}/it.h", "./sub/../it.h", "{1}/it.h"])
def test_however_the_path_is_spelt(spelling: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative or not, a header's functions are its own, and so are those it includes from beside it."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "it.h").write_text('#include "sub/more.h"\n#include <stdlib.h>\nint f(void);\n')
    (tmp_path / "sub/more.h").write_text("int g(void);\n")
    monkeypatch.chdir(tmp_path)
    interface = read(Path(spelling.format(tmp_path.name, tmp_path)))
    assert sorted(interface.functions) == ["f", "g"]


def test_a_path_may_hold_any_character(tmp_path: Path) -> None:
    """Quotes, backslashes, spaces and letters of any alphabet, in folders and files."""
    folder = tmp_path / 'a "b" \\ é'
    folder.mkdir()
    (folder / "ü.h").write_text("int g(void);\n")
    (folder / "it.h").write_text('#include "ü.h"\nint f(_Decimal64 x);\nint h(void);\n')
    interface = read(folder / "it.h")
    assert sorted(interface.functions) == ["g", "h"]
    assert [str(problem.location) for problem in interface.problems] == [f"{folder}/it.h:2"]


def test_what_is_included_from_elsewhere_is_not_asked_for(tmp_path: Path) -> None:
    """Functions of another project's folder are not this library's promises, its types are known."""
    (tmp_path / "theirs").mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "theirs/their.h").write_text("struct T { int x; }; int theirs(struct T t);\n")
    (tmp_path / "mine/it.h").write_text("#include <their.h>\nint f(struct T t);\n")
    interface = read(
        tmp_path / "mine/it.h", flags=(Flag(switch=Switch.INCLUDE_DIR, value=str(tmp_path / "theirs")),)
    )
    assert ([*interface.functions], [*interface.records]) == (["f"], ["struct T"])


def test_macros_are_constants(tmp_path: Path) -> None:
    """Those that stand for integers have values, `-D` included."""
    header = tmp_path / "it.h"
    header.write_text(
        '#define A (B << 2)\n#define B 5u\n#define NAME "x"\n#define SELF SELF\nenum { E = C };\n'
    )
    constants = read(header, flags=(Flag(switch=Switch.DEFINE, value="C=7"),)).constants
    assert {name: constants.get(name) for name in ("A", "B", "C", "E", "NAME", "SELF", "NONE")} == {
        **{"A": 20, "B": 5, "C": 7, "E": 7},
        **dict.fromkeys(("NAME", "SELF", "NONE")),
    }


def test_a_compiler_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A header is C only for the one who has a compiler; clang would do."""
    (tmp_path / "it.h").write_text("int f(void);\n")
    monkeypatch.setenv("CC", "no-such-cc -m64")
    with pytest.raises(MissingToolError, match="C compiler `no-such-cc` was not found"):
        read(tmp_path / "it.h")


def test_an_error_of_an_included_header_is_at_its_place(tmp_path: Path) -> None:
    """The line to correct is in the other file."""
    (tmp_path / "other.h").write_text("\n\nint g(oops_t x);\n")
    (tmp_path / "it.h").write_text('#include "other.h"\n')
    with pytest.raises(HeaderError) as caught:
        read(tmp_path / "it.h")
    assert caught.value.message.startswith(f"{tmp_path}/other.h:3: unknown type name")
