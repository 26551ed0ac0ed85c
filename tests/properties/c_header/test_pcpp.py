"""Where there is no compiler, pcpp preprocesses, and the layouts are those that gcc's text gives."""

import json
from pathlib import Path
from typing import Any

import pytest

from ffisafe.abi.targets import find_target
from ffisafe.errors import HeaderError
from ffisafe.frontends.c_header import Flag, HeaderOptions, Switch, read_headers
from ffisafe.report.layout import list_types
from ffisafe.report.layout.json import render_layout_json
from tests.support.headers import TARGET

NOTE = "there is no C compiler: the headers were preprocessed by pcpp, as for a freestanding program"
HEADERS = {
    "types": """
        #include <stddef.h>
        #include <stdint.h>
        #include <stdbool.h>
        #include <stdarg.h>
        #include <stdalign.h>
        struct all { int8_t a; uint16_t b; int32_t c; uint64_t d; intptr_t e; uintmax_t f; size_t g;
            ptrdiff_t h; wchar_t i; bool j; max_align_t k; int_least16_t l; alignas(32) char m; };
        struct with_list { va_list list; };
    """,
    "limits": """
        #include <limits.h>
        #include <stdint.h>
        #include <float.h>
        struct s { char a[CHAR_BIT], b[UCHAR_MAX], c[INT64_MAX > INT_MAX ? 3 : 4], d[LDBL_MANT_DIG]; };
        enum e { LOW = INT_MIN, HIGH = INT_MAX, SMALL = CHAR_MIN, BIG = SCHAR_MAX };
    """,
    "pragmas": """
        #define BEGIN _Pragma("pack(push, 1)")
        #define END _Pragma("pack(pop)")
        BEGIN struct one { char a; int b; }; END struct two { char a; int b; };
        #pragma pack(push, 2)
        struct three { char a; int b; };
        #pragma pack(pop)
        #   pragma pack(1)
        struct four { char a; int b; };
    """,
    "questions": """
        #if defined(__has_include) && __has_include(<stdint.h>) && !__has_include("gone.h")
        struct includes { int a; };
        #endif
        #ifdef __has_attribute
        # if __has_attribute(packed) && __has_attribute(__aligned__) && !__has_attribute(no_such_attribute)
        struct attributes { char a; int b; } __attribute__((packed));
        # endif
        #endif
        #if defined(__has_builtin) && __has_builtin(__builtin_no_such)
        struct builtins { int a; };
        #endif
    """,
    "macros": """
        #define CALL(f, ...) f(__VA_ARGS__)
        #define FIELD(type, name) type name;
        #define PASTE(a, b) a##b
        #define MINUS -1
        struct s { CALL(FIELD, int, a) CALL(FIELD, char, PASTE(b, 1)) };
        enum e { A = __COUNTER__, B = __COUNTER__, C = __LINE__, D = -MINUS, E = 10UL + 0x7fULL, F = 'a' };
        /* a comment
           of two lines */ struct after { int x; }; // and one
        struct split { int \\
            a; };
    """,
    "guards": """
        #ifndef GUARD
        #define GUARD
        #include __FILE__
        struct once { int a; };
        #endif
    """,
}


def listing(header: Path, target: Any, **options: Any) -> dict[str, Any]:
    """Return the types of a header by name, without where they are."""
    interface = read_headers([header], HeaderOptions(**options), target)
    document = json.loads(render_layout_json(list_types(interface, [str(header)])))
    assert interface.problems == ()
    return {f"{one['kind']} {one['name']}": one | {"origin": None} for one in document["types"]}


@pytest.fixture
def no_compiler(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A machine with no program at all, once the path is emptied."""
    monkeypatch.delenv("CC", raising=False)
    (tmp_path / "bin").mkdir()
    return monkeypatch


@pytest.mark.parametrize("target", [TARGET.triple, "i686-unknown-linux-gnu", "s390x-unknown-linux-gnu"])
@pytest.mark.parametrize("name", HEADERS)
def test_the_same_layouts_as_with_gcc(
    name: str, target: str, tmp_path: Path, no_compiler: pytest.MonkeyPatch
) -> None:
    """Every type of a freestanding header, with sizes, offsets and constants."""
    header = tmp_path / f"{name}.h"
    header.write_text(HEADERS[name])
    expected = listing(header, find_target(target))
    no_compiler.setenv("PATH", str(tmp_path / "bin"))
    assert listing(header, find_target(target)) == expected
    assert expected


def test_it_is_said(tmp_path: Path, no_compiler: pytest.MonkeyPatch) -> None:
    """A note goes with the interface; lines are those of the file."""
    header = tmp_path / "it.h"
    header.write_text("#include <stdint.h>\n\n\nstruct s { int a; };\n")
    no_compiler.setenv("PATH", str(tmp_path / "bin"))
    interface = read_headers([header], HeaderOptions(), TARGET)
    assert interface.notes == (NOTE,)
    assert str(interface.records["struct s"].location).startswith(f"{header}:4")


def test_options_mean_the_same(tmp_path: Path, no_compiler: pytest.MonkeyPatch) -> None:
    """Folders in their order, macros, files included before, and `#include_next`."""
    for folder, size in (("one", 1), ("two", 2)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "size.h").write_text(f"struct {folder} {{ char a[{size}]; }};\n")
    with (tmp_path / "one/size.h").open("a") as file:
        file.write("#include_next <size.h>\n")
    (tmp_path / "before.h").write_text("#define BEFORE 3\n")
    header = tmp_path / "it.h"
    header.write_text(
        "#include <size.h>\n#ifdef GONE\n#error gone\n#endif\nstruct s { char a[BEFORE + N]; };\n"
    )
    said = [
        *((Switch.INCLUDE_DIR, "one"), (Switch.SYSTEM_DIR, "two"), (Switch.DEFINE, "N=4")),
        *((Switch.DEFINE, "GONE"), (Switch.UNDEFINE, "GONE"), (Switch.INCLUDE_FILE, "before.h")),
    ]
    no_compiler.chdir(tmp_path)
    flags = tuple(Flag(switch=switch, value=value) for switch, value in said)
    interface = read_headers([header], HeaderOptions(flags=flags), TARGET, everything=True)
    expected = {name: layout.size_bytes for name, layout in interface.records.items()}
    no_compiler.setenv("PATH", str(tmp_path / "bin"))
    again = read_headers([header], HeaderOptions(flags=flags), TARGET, everything=True)
    assert {name: layout.size_bytes for name, layout in again.records.items()} == expected
    assert expected == {"struct one": 1, "struct two": 2, "struct s": 7}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n#error not for you\n", "it.h:2: #error not for you"),
        ('int x;\n#include "gone.h"\n', "it.h:2: gone.h: No such file or directory"),
        ("#include <stdio.h>\n", "it.h:1: stdio.h: No such file or directory"),
        ('\n\n#include "it.h"\n', "it.h:3: #include nested depth 200 exceeds maximum of 200"),
        ("#if 1\nint x;\n", "it.h:1: unterminated #if 1"),
        ("\n#nonsense\n", "it.h:2: invalid preprocessing directive #nonsense"),
        ("#include nothing\n", "it.h:1: malformed #include nothing"),
        ("#ifdef\n#endif\n", "it.h:1: pcpp fails: list index out of range"),
    ],
)
def test_what_is_wrong_has_its_place(
    text: str, expected: str, tmp_path: Path, no_compiler: pytest.MonkeyPatch
) -> None:
    """File and line, and something to do about it."""
    header = tmp_path / "it.h"
    header.write_text(text)
    no_compiler.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(HeaderError) as caught:
        read_headers([header], HeaderOptions(), TARGET)
    assert caught.value.message.removeprefix(f"{tmp_path}/").rstrip() == expected
    assert caught.value.hint
