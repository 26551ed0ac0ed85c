"""What stops the work because the compiler rejects it, and what does not because we know better."""

import os
from pathlib import Path

import pytest

from ffisafe.errors import FFISafeError, HeaderError, MissingToolError
from ffisafe.frontends.c_header import Flag, HeaderOptions, Switch, read_headers
from ffisafe.frontends.c_header.preprocessing import preprocess
from ffisafe.model.interface import Interface
from tests.support.headers import TARGET


@pytest.fixture
def header(tmp_path: Path) -> Path:
    """A header to write to."""
    return tmp_path / "it.h"


def read(header: Path, text: str, *flags: Flag, standard: str | None = None) -> Interface:
    """Return what a header with a text declares."""
    header.write_text(text)
    return read_headers([header], HeaderOptions(flags=flags, standard=standard), TARGET)


def test_words_that_only_we_know_do_no_harm(header: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Gcc 12 knows no underlying type of an enum, and complains about all that uses it."""
    monkeypatch.setenv("CC", "gcc")
    interface = read(header, "enum e : short { A, B };\nstruct s { enum e e; int i; };\nenum e f(void);\n")
    assert interface.problems == ()
    assert (interface.records["struct s"].size_bytes, [*interface.functions]) == (8, ["f"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("enum e : short { A };\n\nint f(oops_t x);\n", ":3: unknown type name 'oops_t'"),
        ("enum e : short { A };\nint f(int a));\n", ":2: expected"),
        ("int f(void);\n\ndouble f(void);\n", ":3: conflicting types for 'f'"),
        ("struct s { int a; };\nstruct s { int b; };\n", ":2: redefinition of 'struct s'"),
        ('_Static_assert(sizeof(int) == 2, "small");\n', ':1: static assertion failed: "small"'),
        ("struct s { int a : 40; };\n", ":1: width of 'a' exceeds its type"),
        ("int f(void);\n\x01\n", ":2: stray '\\1' in program"),
    ],
)
def test_what_is_wrong_for_everybody(text: str, expected: str, header: Path) -> None:
    """The complaint that counts is said, not the first that the compiler happens to have."""
    with pytest.raises(HeaderError) as caught:
        read(header, text)
    assert caught.value.message.startswith(f"{header}{expected}")


def test_the_order_of_options_is_the_users(header: Path) -> None:
    """The last of `-D` and `-U` counts, and the first folder that has a file."""
    for name in ("one", "two"):
        (header.parent / name).mkdir()
        (header.parent / name / "which.h").write_text(f"enum {{ {name.upper()} }};\n")
    one, two = (Flag(switch=Switch.INCLUDE_DIR, value=str(header.parent / name)) for name in ("one", "two"))
    defined, undefined = Flag(switch=Switch.DEFINE, value="M=2"), Flag(switch=Switch.UNDEFINE, value="M")
    text = "#include <which.h>\n#ifndef M\n#define M 1\n#endif\n"
    assert {"ONE", "TWO"} & read(header, text, two, one).constants.keys() == {"TWO"}
    assert {"ONE", "TWO"} & read(header, text, one, two).constants.keys() == {"ONE"}
    assert read(header, text, one, undefined, defined).constants["M"] == 2
    assert read(header, text, one, defined, undefined).constants["M"] == 1


def test_a_file_that_is_included_before(header: Path) -> None:
    """`-include` gives what a header forgot to include."""
    (header.parent / "before.h").write_text("typedef unsigned u32;\n")
    before = Flag(switch=Switch.INCLUDE_FILE, value=str(header.parent / "before.h"))
    assert read(header, "struct s { u32 a; };\n", before).records["struct s"].size_bytes == 4


@pytest.mark.parametrize(("standard", "value"), [("c99", 199901), ("gnu11", 201112), ("gnu2x", 202000)])
def test_the_language_is_the_users(standard: str, value: int, header: Path) -> None:
    """Headers ask which one it is."""
    assert read(header, "#define V __STDC_VERSION__\n", standard=standard).constants["V"] == value


def test_a_folder_that_is_not_there_is_noted(header: Path) -> None:
    """Compilers pass over it in silence."""
    gone = Flag(switch=Switch.INCLUDE_DIR, value="/no/such folder")
    assert read(header, "int f(void);\n", gone).notes == ("`-I/no/such folder`: there is no such folder",)


@pytest.mark.parametrize("name", ["-dash.h", "a b.h", 'quo"ted.h', "back\\slash.h", os.fsdecode(b"\xff.h")])
def test_any_name_will_do(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names that begin like options, with spaces, quotes, or bytes that are no text."""
    monkeypatch.chdir(tmp_path)
    assert [*read(Path(name), "int f(void);\n").functions] == ["f"]


COMPILERS = {
    "crash": ("kill -SEGV $$", "the C compiler `{cc}` crashed: it ended by signal 11"),
    "chatter": ("yes 'blah blah' | head -c 5000000 >&2; exit 1", "blah blah"),
    "silence": ("exit 1", "the C compiler `{cc}` failed and gave no reason"),
    "line": ("printf '%010000d' 1 >&2; exit 1", "0" * 400 + "..."),
    "hang": ("exec sleep 60", "the C compiler `{cc}` did not come to an end in 1 s"),
}


@pytest.mark.parametrize(("script", "expected"), COMPILERS.values(), ids=COMPILERS)
def test_a_compiler_that_fails(
    script: str, expected: str, header: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, whatever it does."""
    compiler = header.parent / "cc"
    compiler.write_text(f"#!/bin/sh\n{script}\n")
    compiler.chmod(0o755)
    monkeypatch.setenv("CC", str(compiler))
    monkeypatch.setattr(preprocess, "_TIMEOUT_S", 1)
    with pytest.raises(HeaderError) as caught:
        read(header, "int f(void);\n")
    assert caught.value.message == f"{header}: {expected.format(cc=compiler)}"
    assert caught.value.hint


@pytest.mark.parametrize(
    ("compiler", "expected"),
    [
        ("no-such-compiler -m32", "C compiler `no-such-compiler` was not found"),
        ("gcc 'x", "CC=gcc 'x is not a command: No closing quotation"),
    ],
)
def test_a_compiler_that_is_not_there(
    compiler: str, expected: str, header: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named as the user named it."""
    monkeypatch.setenv("CC", compiler)
    with pytest.raises(MissingToolError) as caught:
        read(header, "int f(void);\n")
    assert caught.value.message == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("-", "-: headers are read from files, not from standard input"),
        ("gone.h", "gone.h: no such header"),
        (".", ".: not a file"),
        ("nul\0.h", "nul\0.h: no such header"),
    ],
)
def test_what_is_no_header(name: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said before any compiler is asked."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FFISafeError) as caught:
        read_headers([Path(name)], HeaderOptions(), TARGET)
    assert caught.value.message == expected
    assert caught.value.hint
