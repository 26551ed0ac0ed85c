"""``ffisafe.h``: compilers see nothing of it, and ffisafe reads the same with every preprocessor."""

import subprocess
from pathlib import Path

import pytest

from ffisafe.abi.targets import find_target
from ffisafe.contracts import merge_header
from ffisafe.contracts.statements import statements_of, written
from ffisafe.errors import HeaderError
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from ffisafe.frontends.c_header.preprocessing.compilers import OWN_HEADERS
from ffisafe.model.contract import Contract

TEXT = """\
#include <stddef.h>
#include <ffisafe.h>
#ifdef __cplusplus
extern "C" {
#endif
#define LIMIT 4096
typedef struct {
    size_t rows, cols;
    double *data FFISAFE_COUNT(rows * cols) FFISAFE_TRANSFER_FULL;
} FFISAFE_RELEASE(m_free) M;
typedef struct opaque opaque;
M m_new(size_t rows FFISAFE_RANGE(0, 16), size_t cols) FFISAFE_TRANSFER_FULL
    FFISAFE_ERROR(return.data == NULL);
void m_free(M m FFISAFE_TRANSFER_FULL);
FFISAFE_TRANSFER_FULL FFISAFE_RELEASE("o_free(return, n)") opaque *o_new(size_t n) FFISAFE_NULLABLE;
void o_free(opaque *o FFISAFE_TRANSFER_FULL FFISAFE_NONNULL, size_t n);
int fill(unsigned char *to FFISAFE_OUT FFISAFE_BYTES(min(len, LIMIT)) FFISAFE_NOALIAS, size_t len)
    FFISAFE_REQUIRES(len <= LIMIT) FFISAFE_ENSURES(return != 'x') FFISAFE_UNWIND FFISAFE_MAX_TIME(1ms)
    FFISAFE_TOLERANCE(ulp=4) FFISAFE_REFERENCE(reference:fill);
double sum(const double *a FFISAFE_SHAPE((n, m)) FFISAFE_COLUMN_MAJOR FFISAFE_IN, size_t n, size_t m)
    FFISAFE_DETERMINISTIC FFISAFE_THREAD_SAFE;
const char *name(const opaque *o) FFISAFE_TRANSFER_NONE FFISAFE_LIFETIME(until(o_free, m_free))
    FFISAFE_ZERO_TERMINATED FFISAFE_UTF8;
void *same(void *p FFISAFE_INOUT) FFISAFE_ZERO_COPY(p) FFISAFE_LIFETIME(p);
const double *rows(const M *m) FFISAFE_TRANSFER_CONTAINER FFISAFE_SHAPE("m->rows, m->cols")
    FFISAFE_ROW_MAJOR;
#ifdef __cplusplus
}
#endif
"""
SAID = {
    "m_new error = return.data == NULL",
    "m_new.rows range = [0, 16]",
    "m_new.return transfer = full",
    "m_free.m transfer = full",
    "o_new.return transfer = full",
    "o_new.return release = o_free(return, n)",
    "o_new.return nullable = true",
    "o_free.o transfer = full",
    "o_free.o nullable = false",
    "fill requires = [len <= LIMIT]",
    "fill ensures = [return != 'x']",
    "fill unwind = true",
    "fill max-time = 0.001",
    "fill tolerance = ulp=4",
    "fill reference = reference:fill",
    "fill.to direction = out",
    "fill.to bytes = min(len, LIMIT)",
    "fill.to noalias = true",
    "sum deterministic = true",
    "sum thread-safe = true",
    "sum.a shape = [n, m]",
    "sum.a order = F",
    "sum.a direction = in",
    "name.return transfer = none",
    "name.return lifetime = until o_free, m_free",
    "name.return zero-terminated = true",
    "name.return utf8 = true",
    "same.p direction = inout",
    "same.return zero-copy = p",
    "same.return lifetime = p",
    "rows.return transfer = container",
    "rows.return shape = [m->rows, m->cols]",
    "rows.return order = C",
    "M release = m_free",
    "M.data count = rows * cols",
    "M.data transfer = full",
}


@pytest.fixture
def header(tmp_path: Path) -> Path:
    """A header with every macro in it."""
    path = tmp_path / "it.h"
    path.write_text(TEXT)
    return path


@pytest.mark.parametrize(
    "command",
    [
        "gcc -std=c89",
        "gcc -std=c99",
        "gcc -std=gnu2x",
        "clang-19 -std=c89",
        "clang-19 -std=c23",
        "g++ -std=c++98",
        "g++ -std=c++20",
        "clang++-19",
        "x86_64-w64-mingw32-gcc",
    ],
)
def test_a_compiler_sees_nothing(command: str, header: Path) -> None:
    """Not even with every warning on."""
    suffix = "cpp" if "++" in command else "c"
    unit = header.with_suffix(f".{suffix}")
    unit.write_text('#include "it.h"\n')
    arguments = [
        *command.split(),
        "-I",
        str(OWN_HEADERS),
        "-fsyntax-only",
        "-Wall",
        "-Wextra",
        "-pedantic",
        str(unit),
    ]
    process = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert (process.returncode, process.stderr) == (0, "")


@pytest.mark.parametrize("compiler", ["gcc", "clang-19", None])
def test_ffisafe_reads_the_same_with_every_preprocessor(
    compiler: str | None, header: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It is found without a folder being named, and no expression is expanded."""
    if compiler:
        monkeypatch.setenv("CC", compiler)
    else:
        monkeypatch.delenv("CC", raising=False)
        monkeypatch.setenv("PATH", str(tmp_path))
    interface = read_headers([header], HeaderOptions(), find_target())
    assert interface.problems == ()
    contract = merge_header(Contract(), interface).contract
    statements = [*statements_of(contract)]
    assert {f"{each.site.symbol} {each.word} = {written(each.value)}" for each in statements} == SAID
    places = {each.site.symbol: each.location for each in statements}
    assert str(places["fill.to"]) == f"{header}:17"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "#include <ffisafe.h>\n\nint f(int *p FFISAFE_COUTN(n), int n);\n",
            "it.h:3: unknown word `FFISAFE_COUTN`",
            "did you mean `FFISAFE_COUNT`?",
        ),
        (
            "int f(int *p FFISAFE_COUNT(n), int n);\n",
            "it.h:1: `FFISAFE_COUNT` is not expanded",
            'write `#include "ffisafe.h"`',
        ),
        (
            "#include <ffisafe.h>\nint f(int *p FFISAFE_COUNT, int n);\n",
            "it.h:2: `FFISAFE_COUNT` is not expanded",
            "give it its arguments in parentheses",
        ),
    ],
)
def test_a_misspelt_macro_is_an_error_with_its_line(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    """A compiler would only see a name out of place."""
    header = tmp_path / "it.h"
    header.write_text(text)
    with pytest.raises(HeaderError) as caught:
        read_headers([header], HeaderOptions(), find_target())
    assert caught.value.message == f"{tmp_path}/{message}"
    assert caught.value.hint == hint


def test_names_that_only_look_like_macros_are_left_alone(tmp_path: Path) -> None:
    """In strings, and in enums that are somebody's own."""
    header = tmp_path / "it.h"
    header.write_text('enum { FFISAFE_VERSION_7 = 7 };\nstatic const char *it = "FFISAFE_COUTN";\n')
    interface = read_headers([header], HeaderOptions(), find_target())
    assert dict(interface.constants)["FFISAFE_VERSION_7"] == 7
