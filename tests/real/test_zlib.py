"""Debian's ``zlib.h`` against a zlib in Rust; README.md says why each finding is true."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.crates import checked, keys

ZLIB_H = Path("/usr/include/zlib.h")
FUNCTIONS = 81
GZ = {
    *("gzbuffer", "gzclearerr", "gzclose", "gzclose_r", "gzclose_w", "gzdirect", "gzdopen", "gzeof"),
    *("gzerror", "gzflush", "gzfread", "gzfwrite", "gzgetc", "gzgetc_", "gzgets", "gzoffset", "gzopen"),
    *("gzprintf", "gzputc", "gzputs", "gzread", "gzrewind", "gzseek", "gzsetparams", "gztell"),
    *("gzungetc", "gzvprintf", "gzwrite"),
}
LARGE_FILE = {"adler32_combine64", "crc32_combine64", "crc32_combine_gen64"}
NEWER = {
    *("compress2_z", "compressBound_z", "compress_z", "deflateBound_z", "deflateUsed", "uncompress2_z"),
    "uncompress_z",
}
CONST = {
    *("deflateGetDictionary.strm", "inflateBack.in", "inflateCopy.source", "inflateGetDictionary.strm"),
    *("inflateMark.strm", "z_stream_s.next_in"),
}
EXPECTED = sorted(
    [
        *(("FFI204", name) for name in CONST),
        *(("FFI301", name) for name in GZ),
        *(("FFI302", name) for name in LARGE_FILE | NEWER),
    ]
)
WITHOUT_CONTRACT = "FFI111,FFI5"  # padding, and pointers of which nobody said who owns them


def exported(library: Path) -> set[str]:
    """Return the symbols that binutils sees in a library."""
    nm = ["nm", "--dynamic", "--defined-only", "--format=posix", str(library)]
    lines = subprocess.run(nm, check=True, capture_output=True, text=True).stdout.splitlines()
    return {line.split()[0] for line in lines}


def mentioned(*flags: str) -> set[str]:
    """Return every word of the header once the compiler has preprocessed it."""
    command = ["cc", "-E", "-P", *flags, str(ZLIB_H)]
    return set(re.findall(r"\w+", subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def test_the_findings_of_a_check(libz_crate: Path) -> None:
    """Exactly the differences that there are, and every function understood."""
    report = checked(ZLIB_H, "--crate", libz_crate, "--ignore", WITHOUT_CONTRACT)
    assert keys(report) == EXPECTED
    assert report["summary"]["functions_checked"] == FUNCTIONS - len(GZ)
    assert report["summary"]["types_checked"] == 2


def test_binutils_and_the_compiler_see_the_same(libz: Path) -> None:
    """What FFI301 says is missing is not in `nm`; what FFI302 says is not in the header is not there."""
    symbols, words = exported(libz), mentioned()
    assert GZ.isdisjoint(symbols)
    assert words >= GZ
    assert symbols >= LARGE_FILE | NEWER
    assert words.isdisjoint(LARGE_FILE | NEWER)


def test_the_header_has_the_large_file_functions_for_those_who_ask(libz: Path) -> None:
    """With the macro that they depend on, they are declared, exported and alike."""
    report = checked(
        ZLIB_H, "--lib", libz, "-D", "_LARGEFILE64_SOURCE", "--select", "FFI202,FFI203,FFI302,FFI901"
    )
    assert keys(report) == sorted(("FFI302", name) for name in NEWER)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("    uInt     avail_in;", "    uLong    avail_in;", [("FFI106", "z_stream_s.avail_in")]),
        ("    uInt     avail_out;", "", [("FFI105", "z_stream_s.avail_out")]),
        ("    uLong    total_out;", "    z_off64_t total_out;", [("FFI106", "z_stream_s.total_out")]),
        ("    uLong   reserved;", "    uLong   reserved, more;", [("FFI105", "z_stream_s.more")]),
        ("    uLong   adler;", "    double  adler;", [("FFI106", "z_stream_s.adler")]),
        ("    alloc_func zalloc;", "    free_func zalloc;", [("FFI106", "z_stream_s.zalloc")]),
        ("    uInt    extra_max;", "    uInt    extra_most;", [("FFI105", "gz_header_s.extra_most")]),
        ("    int     hcrc;", "    long    hcrc;", [("FFI106", "gz_header_s.hcrc")]),
        (
            "ZEXTERN int ZEXPORT deflateEnd OF((z_streamp strm));",
            "ZEXTERN int ZEXPORT deflateEnd OF((gz_headerp strm));",
            [("FFI202", "deflateEnd.strm")],
        ),
        (
            "ZEXTERN uLong ZEXPORT compressBound OF((uLong sourceLen));",
            "ZEXTERN uLong ZEXPORT compressBound OF((uInt sourceLen));",
            [("FFI202", "compressBound.sourceLen")],
        ),
        (
            "ZEXTERN uLong ZEXPORT zlibCompileFlags OF((void));",
            "ZEXTERN uInt ZEXPORT zlibCompileFlags OF((void));",
            [("FFI203", "zlibCompileFlags.return")],
        ),
    ],
)
def test_a_drift_of_the_header_is_found(
    before: str, after: str, expected: list[tuple[str, str]], libz: Path, tmp_path: Path
) -> None:
    """The types and signatures that agree are really compared: a change of any is a finding."""
    text = ZLIB_H.read_text()
    assert text.count(before) == 1
    header = tmp_path / "zlib.h"
    header.write_text(text.replace(before, after))
    report = checked(header, "--lib", libz, "--ignore", f"FFI3,FFI9,FFI204,{WITHOUT_CONTRACT}", cwd=tmp_path)
    assert keys(report) == expected
