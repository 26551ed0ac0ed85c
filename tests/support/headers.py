"""Interfaces out of a few lines of C, without a compiler."""

import re
from dataclasses import replace
from pathlib import Path

from ffisafe.abi.targets import find_target
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed
from ffisafe.frontends.c_header.read import read_preprocessed
from ffisafe.model.interface import Interface
from ffisafe.model.target import Target

TARGET = find_target("x86_64-unknown-linux-gnu")
C_NAMES = """\
typedef signed char int8_t; typedef unsigned char uint8_t; typedef short int16_t;
typedef unsigned short uint16_t; typedef int int32_t; typedef unsigned uint32_t;
typedef long int64_t; typedef unsigned long uint64_t; typedef unsigned long size_t;
"""
RUST_NAMES = """\
typedef signed char i8; typedef unsigned char u8; typedef short i16; typedef unsigned short u16;
typedef int i32; typedef unsigned u32; typedef long i64; typedef unsigned long u64;
typedef long isize; typedef unsigned long usize; typedef float f32; typedef double f64;
"""


def c_interface(text: str) -> Interface:
    """Return what a header declares: no directives but `#pragma`, `<stdint.h>` included."""
    return interface_for(TARGET, text)


def interface_for(target: Target, text: str) -> Interface:
    """Return what a header declares on a target."""
    source = f'# 1 "stdint.h" 1 3\n{C_NAMES}# 1 "lib.h"\n{text}'
    preprocessed = Preprocessed(text=source, macros={}, system_files=frozenset({"stdint.h"}))
    return read_preprocessed(preprocessed, [Path("lib.h")], target)


def rust_interface(text: str) -> Interface:
    """Return a build's interface, written as C with Rust's names for scalars.

    Records are laid out as `repr(C)`; what is declared is exported; `lib.rs` has the lines.
    """
    source = f'# 1 "core.rs" 1 3\n{RUST_NAMES}# 1 "lib.rs"\n{text}'
    preprocessed = Preprocessed(text=source, macros={}, system_files=frozenset({"core.rs"}))
    read = read_preprocessed(preprocessed, [Path("lib.rs")], TARGET)
    assert read.problems == ()
    return replace(read, exports=frozenset({*read.functions, *read.variables}))


def one_line(text: str) -> str:
    """Return a text with every run of white space as one space."""
    return re.sub(r"\s+", " ", text).strip()
