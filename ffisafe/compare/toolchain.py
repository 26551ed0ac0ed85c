"""Symbols that compilers, linkers and runtimes put into a library: no header promises them."""

import re

# What every program has from the linker, the C runtime, or Rust's.
_LINKER = frozenset({"_init", "_fini", "_start", "_etext", "etext", "_edata", "edata", "_end", "end"})
_WINDOWS = frozenset({"DllMain", "_DllMainCRTStartup", "DllMainCRTStartup", "DllEntryPoint"})
_RUST = frozenset({"rust_eh_personality", "rust_begin_unwind", "rust_panic", "rust_metadata"})
# Mangled names of Rust (`_R`, `_ZN`) and of C++ (`_Z`, `?`), and Mach-O's with one more underscore.
_MANGLED = re.compile(r"_?_(R|Z)|\?")
# Identifiers that C reserves for the implementation (C11 7.1.3).
_RESERVED = re.compile(r"_[_A-Z]|\.|rust_metadata_")


def is_toolchains_own(name: str, *, has_source: bool) -> bool:
    """Return whether no crate's author has named this symbol.

    ``has_source`` says that the library's own source is known to define it: then even a name
    that is reserved for the implementation was somebody's choice.
    """
    if name in _LINKER | _WINDOWS | _RUST or _MANGLED.match(name):
        return True
    return not has_source and bool(_RESERVED.match(name))
