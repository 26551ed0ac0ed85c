"""One drift at a time between a correct header and its crate: exactly its own findings."""

from pathlib import Path

import pytest

from ffisafe.compare import check_interfaces
from ffisafe.contracts import load_contract
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from tests.support.crates import FIXTURES, HEADERS, built_interface
from tests.support.headers import TARGET

Keys = list[tuple[str, str]]


def findings(crate: str, header: Path) -> Keys:
    """Return what is found between a header and the build of a reference crate."""
    interface = read_headers([header], HeaderOptions(), TARGET)
    contract = load_contract(FIXTURES / crate / "ffisafe.toml")
    rust = built_interface(FIXTURES / crate)
    checked = check_interfaces(interface, rust, library=crate, contract=contract)
    return sorted(found.key for found in checked.findings)


def drifted(crate: str, folder: Path, *edits: tuple[str, str]) -> Keys:
    """Return what is found once the header says something else; each edit must apply once."""
    text = (HEADERS / f"{crate}.h").read_text()
    for before, after in edits:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    header = folder / f"{crate}.h"
    header.write_text(text)
    return findings(crate, header)


@pytest.mark.parametrize("crate", ["matrix", "buffers"])
def test_the_header_as_it_is_has_no_findings(crate: str) -> None:
    """Where nothing has drifted, nothing is found."""
    assert findings(crate, HEADERS / f"{crate}.h") == []


RESULT = "    double *data;\n    size_t rows;\n    size_t cols;\n} MatrixResult;"
FIELDS = {
    "rows-and-data-swapped": (
        "    size_t rows;\n    double *data;\n    size_t cols;\n} MatrixResult;",
        [("FFI104", "MatrixResult.data"), ("FFI104", "MatrixResult.rows")],
    ),
    "rows-and-cols-swapped": (
        "    double *data;\n    size_t cols;\n    size_t rows;\n} MatrixResult;",
        [("FFI104", "MatrixResult.cols"), ("FFI104", "MatrixResult.rows")],
    ),
    "rotated": (
        "    size_t cols;\n    double *data;\n    size_t rows;\n} MatrixResult;",
        [("FFI104", "MatrixResult.cols"), ("FFI104", "MatrixResult.data"), ("FFI104", "MatrixResult.rows")],
    ),
    "rows-narrowed": (
        "    double *data;\n    uint32_t rows;\n    size_t cols;\n} MatrixResult;",
        [("FFI106", "MatrixResult.rows")],
    ),
    "both-narrowed": (
        "    double *data;\n    uint32_t rows;\n    uint32_t cols;\n} MatrixResult;",
        [("FFI106", "MatrixResult.cols"), ("FFI106", "MatrixResult.rows")],
    ),
    "rows-signed": (
        "    double *data;\n    int64_t rows;\n    size_t cols;\n} MatrixResult;",
        [("FFI106", "MatrixResult.rows")],
    ),
    "rows-widened": (
        "    double *data;\n    unsigned __int128 rows;\n    size_t cols;\n} MatrixResult;",
        [("FFI106", "MatrixResult.rows")],
    ),
    "rows-floating": (
        "    double *data;\n    double rows;\n    size_t cols;\n} MatrixResult;",
        [("FFI106", "MatrixResult.rows")],
    ),
    "pointee-narrowed": (
        "    float *data;\n    size_t rows;\n    size_t cols;\n} MatrixResult;",
        [("FFI106", "MatrixResult.data")],
    ),
    "pointer-to-array": (
        "    double data[2];\n    size_t rows;\n    size_t cols;\n} MatrixResult;",
        [("FFI106", "MatrixResult.data")],
    ),
    "rows-removed": (
        "    double *data;\n    size_t cols;\n} MatrixResult;",
        [("FFI105", "MatrixResult.rows")],
    ),
    "cols-removed": (
        "    double *data;\n    size_t rows;\n} MatrixResult;",
        [("FFI105", "MatrixResult.cols")],
    ),
    "added-at-the-end": (
        "    double *data;\n    size_t rows;\n    size_t cols;\n    size_t stride;\n} MatrixResult;",
        [("FFI105", "MatrixResult.stride")],
    ),
    "added-at-the-start": (
        "    uint32_t version;\n    double *data;\n    size_t rows;\n    size_t cols;\n} MatrixResult;",
        [("FFI105", "MatrixResult.version")],
    ),
    "renamed": (
        "    double *data;\n    size_t height;\n    size_t cols;\n} MatrixResult;",
        [("FFI105", "MatrixResult.height")],
    ),
    "packed": (
        "    double *data;\n    size_t rows;\n    size_t cols;\n} __attribute__((packed)) MatrixResult;",
        [("FFI103", "MatrixResult")],
    ),
    "aligned": (
        "    double *data;\n    size_t rows;\n    size_t cols;\n} __attribute__((aligned(64))) MatrixResult;",
        [("FFI103", "MatrixResult")],
    ),
    "field-aligned": (
        "    double *data;\n    size_t rows;\n    _Alignas(32) size_t cols;\n} MatrixResult;",
        [("FFI104", "MatrixResult.cols")],
    ),
}


@pytest.mark.parametrize(("fields", "expected"), FIELDS.values(), ids=FIELDS)
def test_a_drift_of_a_struct(fields: str, expected: Keys, tmp_path: Path) -> None:
    """A struct that functions return by value and take by value is reported once."""
    assert drifted("matrix", tmp_path, (RESULT, fields)) == expected


FUNCTIONS: dict[str, tuple[str, str, str, Keys]] = {
    "parameter-dropped": (
        "buffers", "void free_buffer(uint8_t *data, size_t size);", "void free_buffer(uint8_t *data);",
        [("FFI201", "free_buffer")],
    ),
    "parameter-added": (
        "buffers", "uint8_t *create_buffer(size_t size);", "uint8_t *create_buffer(size_t size, int zero);",
        [("FFI201", "create_buffer")],
    ),
    "parameter-narrowed": (
        "buffers", "uint8_t *create_buffer(size_t size);", "uint8_t *create_buffer(uint32_t size);",
        [("FFI202", "create_buffer.size")],
    ),
    "parameter-signed": (
        "buffers", "uint8_t *create_buffer(size_t size);", "uint8_t *create_buffer(long size);",
        [("FFI202", "create_buffer.size")],
    ),
    "parameters-swapped": (
        "buffers", "int32_t fill_buffer(uint8_t *dst, size_t len, uint8_t value);",
        "int32_t fill_buffer(uint8_t *dst, uint8_t value, size_t len);",
        [("FFI202", "fill_buffer.len"), ("FFI202", "fill_buffer.value")],
    ),
    "parameter-no-pointer": (
        "buffers", "void free_buffer(uint8_t *data, size_t size);",
        "void free_buffer(uint8_t data, size_t size);",
        [("FFI202", "free_buffer.data")],
    ),
    "pointee-widened": (
        "buffers", "void free_buffer(uint8_t *data, size_t size);",
        "void free_buffer(uint16_t *data, size_t size);",
        [("FFI202", "free_buffer.data")],
    ),
    "pointee-another-struct": (
        "buffers", "size_t grow_buffer_len(const GrowBuffer *buffer);",
        "size_t grow_buffer_len(const ByteView *buffer);",
        [("FFI202", "grow_buffer_len.buffer")],
    ),
    "struct-by-pointer": (
        "buffers", "uint32_t buffer_checksum(ByteView view);",
        "uint32_t buffer_checksum(const ByteView *view);",
        [("FFI202", "buffer_checksum.view")],
    ),
    "return-widened": (
        "buffers", "int32_t may_panic(int32_t value);", "int64_t may_panic(int32_t value);",
        [("FFI203", "may_panic.return")],
    ),
    "return-dropped": (
        "buffers", "int32_t may_panic(int32_t value);", "void may_panic(int32_t value);",
        [("FFI203", "may_panic.return")],
    ),
    "return-a-pointer": (
        "buffers", "ByteView view_bytes(const uint8_t *data, size_t len);",
        "ByteView *view_bytes(const uint8_t *data, size_t len);",
        [("FFI203", "view_bytes.return")],
    ),
    "return-floating": (
        "buffers", "size_t grow_buffer_len(const GrowBuffer *buffer);",
        "double grow_buffer_len(const GrowBuffer *buffer);",
        [("FFI203", "grow_buffer_len.return")],
    ),
    "function-renamed": (
        "buffers", "void grow_buffer_free(GrowBuffer *buffer);",
        "void grow_buffer_delete(GrowBuffer *buffer);",
        [("FFI301", "grow_buffer_delete"), ("FFI302", "grow_buffer_free")],
    ),
    "function-removed": (
        "buffers", "void grow_buffer_free(GrowBuffer *buffer);", "", [("FFI302", "grow_buffer_free")],
    ),
    "function-added": (
        "matrix", "void matrix_free(MatrixResult m);",
        "void matrix_free(MatrixResult m); void matrix_clear(MatrixResult *m);",
        [("FFI301", "matrix_clear")],
    ),
    "variable-added": (
        "matrix", "void matrix_free(MatrixResult m);",
        "void matrix_free(MatrixResult m); extern const int matrix_version;",
        [("FFI301", "matrix_version")],
    ),
    "static-inline-added": (
        "matrix", "void matrix_free(MatrixResult m);",
        "void matrix_free(MatrixResult m); static inline int matrix_ok(MatrixResult m) { return !!m.data; }",
        [],
    ),
    "not-understood": (
        "matrix", "void matrix_free(MatrixResult m);",
        "void matrix_free(MatrixResult m) ; _Decimal64 determinant(MatrixResult m);",
        [("FFI901", "determinant")],
    ),
    "pointee-const": (
        "matrix", "double *data;", "const double *data;", [("FFI204", "MatrixResult.data")],
    ),
    "another-spelling": (
        "matrix", "    size_t rows;", "    unsigned long int rows;", [],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("crate", "before", "after", "expected"), FUNCTIONS.values(), ids=FUNCTIONS)
def test_a_drift_of_a_declaration(
    crate: str, before: str, after: str, expected: Keys, tmp_path: Path
) -> None:
    """A declaration that says something else gives its own findings and no others."""
    assert drifted(crate, tmp_path, (before, after)) == expected


def test_two_drifts_are_two_causes(tmp_path: Path) -> None:
    """Findings of one drift do not hide those of another."""
    found = drifted(
        "buffers",
        tmp_path,
        ("    size_t len;\n} ByteView;", "    uint32_t len;\n} ByteView;"),
        ("int32_t may_panic(int32_t value);", "int32_t may_panic(int64_t value);"),
    )
    assert found == [("FFI106", "ByteView.len"), ("FFI202", "may_panic.value")]
