"""FFI3xx and what could not be compared (FFI9xx)."""

from dataclasses import replace

import pytest

from ffisafe.compare import check_interfaces
from ffisafe.model.interface import Gap, HiddenSymbol, Lint, Problem, Unreachable
from tests.support.headers import c_interface, rust_interface
from tests.support.limits import cpu_seconds
from tests.unit.compare.checks import findings, keys
from tests.unit.compare.rust_side import I32, U8, at, build, function, layout, struct, to


@pytest.mark.parametrize(
    ("c", "rust", "expected"),
    [
        ("void f(void);", "void f(void);", []),
        ("void f(void); void g(void);", "void f(void);", [("FFI301", "g")]),
        ("void f(void);", "void f(void); void g(void);", [("FFI302", "g")]),
        ("void old(void);", "void new_one(void);", [("FFI301", "old"), ("FFI302", "new_one")]),
        ("extern const int version;", "extern i32 version;", []),
        ("extern int version;", "", [("FFI301", "version")]),
        ("", "extern i32 version;", [("FFI302", "version")]),
        ("static inline int twice(int x) { return 2 * x; }", "", []),
        ("int own(void) { return 1; }", "", []),
        ("static const int limit = 3; int own_too = 4;", "", []),
        ('void f(void) __asm__("f_v2");', "void f_v2(void);", []),
        ("inline int f(int x) { return x; }", "", [("FFI301", "f")]),
        ("extern inline int f(int x) { return x; }", "", []),
        ("typedef int callback(int); callback f;", "i32 f(i32 x);", []),
        ("typedef int callback(int); extern callback f;", "i32 f(i64 x);", [("FFI202", "f.x")]),
    ],
)
def test_promises_and_exports(c: str, rust: str, expected: list[tuple[str, str]]) -> None:
    """What a header declares and does not define is to be exported, and the reverse."""
    assert keys(c, rust) == expected


def test_a_promise_is_shown_where_it_is_made() -> None:
    """FFI301 has the header's line, FFI302 the source's."""
    promised, unmentioned = findings("\nvoid promised(void);", "\n\nvoid unmentioned(void);")
    assert (str(promised.c), promised.rust) == ("lib.h:2", None)
    assert (unmentioned.c, str(unmentioned.rust)) == (None, "lib.rs:3")


def test_what_is_not_understood_is_named_and_the_rest_is_checked() -> None:
    """FFI901 for the declaration; its symbol is not reported as undeclared besides."""
    c = "_Decimal64 f(int x);\nint g(int x);"
    assert keys(c, "f64 f(i32 x); i64 g(i32 x);") == [("FFI901", "f"), ("FFI203", "g.return")]


def test_without_debug_information_only_linkage_is_checked() -> None:
    """FFI902, and no word about types."""
    c, rust = c_interface("int f(int a); int g(void);"), rust_interface("i64 f(i64 a);")
    stripped = replace(rust, functions={}, records={}, has_types=False)
    checked = check_interfaces(c, stripped, library="/build/liblib.so")
    assert [found.key for found in checked.findings] == [("FFI301", "g"), ("FFI902", "liblib.so")]
    assert (checked.types, checked.functions) == (0, 0)


def test_a_function_without_debug_information_is_named() -> None:
    """An export whose signature the build does not have is FFI901, with the reason that is known."""
    rust = rust_interface("i32 f(i32 x); i32 g(void);")
    merged = Problem(symbol="f", reason="the optimiser merged it with `g`")
    partial = replace(rust, functions={"g": rust.functions["g"]}, problems=(merged,))
    (found,) = check_interfaces(c_interface("int f(int); int g(void);"), partial, library="l").findings
    assert found.key == ("FFI901", "f")
    assert found.message == "the signature of `f` is not checked: the optimiser merged it with `g`"


def test_a_rust_enum_with_data_is_said_not_to_be_compared() -> None:
    """Its size counts; its fields cannot be told."""
    c = c_interface("struct T { int tag; double value; }; void f(struct T *t);")
    rust = rust_interface("struct T { i32 tag; f64 value; }; void f(struct T *t);")
    layout = replace(rust.records["struct T"], members=(), size_bytes=24)
    found = check_interfaces(c, replace(rust, records={"struct T": layout}), library="l").findings
    assert [one.key for one in found] == [("FFI901", "T"), ("FFI102", "T")]


def test_the_counts_are_of_what_was_compared() -> None:
    """Functions on both sides, and pairs of types."""
    c = c_interface("struct T { int a; }; void f(struct T *); void g(int); void only_c(void);")
    rust = rust_interface("struct T { i32 a; }; void f(struct T *); void g(i32);")
    checked = check_interfaces(c, rust, library="l")
    assert (checked.types, checked.functions) == (1, 2)


def test_a_function_that_is_not_exported() -> None:
    """FFI303 stands instead of 301: the source has it, under a mangled name."""
    found = function("f", path="lib::api::f", location=at(7))
    (one,) = findings("void f(void);", build(unexported={"f": found}))
    assert (one.key, str(one.rust)) == (("FFI303", "f"), "lib.rs:7")
    assert one.message == (
        "`f` is declared in the header and defined in Rust as `lib::api::f`, but without `no_mangle` "
        "or `export_name`: the build does not export it under that name"
    )
    assert one.help == "add `#[unsafe(no_mangle)]` to the function"


@pytest.mark.parametrize(
    ("path", "abi", "expected"),
    [
        ("lib::f", "Rust", "FFI303"),
        ("lib::api::f", "Rust", "FFI303"),
        ("lib::Parser::f", "Rust", "FFI301"),
        ("lib::Parser::f", "C", "FFI303"),
    ],
)
def test_a_namesake_that_was_not_meant(path: str, abi: str, expected: str) -> None:
    """A method of the same name is no promise kept badly, unless it is `extern "C"`."""
    rust = build(unexported={"f": function("f", path=path, abi=abi)})
    assert keys("void f(void);", rust) == [(expected, "f")]


@pytest.mark.parametrize(
    ("reason", "version", "words"),
    [
        (Unreachable.LOCAL, None, "it is local to the library"),
        (Unreachable.HIDDEN, None, "it is of hidden visibility"),
        (
            Unreachable.VERSION,
            "LIB_1.0",
            "it is there only as version `LIB_1.0`, which is not the default one",
        ),
    ],
)
def test_a_symbol_that_nobody_can_reach(reason: Unreachable, version: str | None, words: str) -> None:
    """FFI304 stands instead of 301, for functions and variables, and before FFI303."""
    hidden = {name: HiddenSymbol(name=name, reason=reason, version=version) for name in ("f", "v")}
    rust = build(hidden=hidden, unexported={"f": function("f")})
    first, second = findings("void f(void); extern int v;", rust)
    assert (first.key, second.key) == (("FFI304", "f"), ("FFI304", "v"))
    assert first.message.endswith(words)


def test_a_misspelt_name() -> None:
    """What is exported and declared nowhere may be what was meant."""
    missing, _ = findings("void matrix_free(void);", build(function("matrix_fre")))
    assert missing.help.startswith("did you mean `matrix_fre`,")
    assert missing.details == {"near": "matrix_fre"}


def test_another_library_is_told_at_once() -> None:
    """Thousands of names that are missing, beside thousands of others, are not compared one by one."""
    others = build(exports=frozenset(f"another_name_{number}" for number in range(3000)))
    with cpu_seconds(5):
        found = keys("".join(f"void some_name_{number}(void);" for number in range(3000)), others)
    assert len(found) == 6000


@pytest.mark.parametrize(
    "name",
    [
        "_ZN4core3fmt5Write9write_fmt17h0123456789abcdefE",
        "_RNvCs1_3lib1f",
        "_Z3addii",
        "__rust_alloc",
        "__rdl_dealloc",
        "rust_eh_personality",
        "_init",
        "_fini",
        "_edata",
        "__bss_start",
        "__asan_init",
        "DllMain",
    ],
)
def test_the_toolchains_own_symbols_are_not_reported(name: str) -> None:
    """No header promises what a compiler, a linker or a runtime adds."""
    assert keys("", build(exports=[name])) == []


def test_a_reserved_name_with_source_is_reported() -> None:
    """Somebody wrote that function."""
    assert keys("", build(function("__lib_internal"))) == [("FFI302", "__lib_internal")]


def test_what_included_headers_declare_is_declared() -> None:
    """A library may define what another header promises: `malloc`, the entry points of a plugin."""
    included = '# 1 "/usr/include/plugin.h" 1 3\nvoid start(void);\n# 1 "lib.h"\n'
    assert keys(included, build(function("start"))) == []
    assert keys(included, build()) == []


def test_each_gap_is_one_note() -> None:
    """FFI903 names the rules that were not run, and why."""
    gap = Gap(rules=("FFI205", "FFI401"), reason="rustdoc is too old")
    (found,) = findings("", build(gaps=(gap,)))
    assert (found.key, str(found.severity)) == (("FFI903", "liblib.so"), "note")
    assert found.message == "not checked: FFI205, FFI401, because rustdoc is too old"


def lint(ctype: str, note: str, *, line: int = 1, name: str = "improper_ctypes_definitions") -> Lint:
    """Return what rustc says of a type in a signature."""
    message = f"`extern` fn uses type `{ctype}`, which is not FFI-safe"
    return Lint(name=name, message=message, notes=(note,), location=at(line))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (lint("Simd", "SIMD types are not FFI-safe"), [("FFI207", "f")]),
        (lint("Plain", "this struct has unspecified layout"), [("FFI109", "f")]),
        (lint("()", "tuples have unspecified layout"), [("FFI207", "f")]),
        (lint("Simd", "", line=9), []),
        (lint("Simd", "", name="improper_ctypes"), []),
    ],
)
def test_what_only_rustc_knows(said: Lint, expected: list[object]) -> None:
    """A lint about an exported signature that no finding covers; not one about another function."""
    assert keys("void f(int a);", build(function("f", {"a": I32}), lints=(said,))) == expected


def test_what_rustc_says_too_is_said_once() -> None:
    """The finding covers the lint."""
    records = [layout("&str", ("data_ptr", to(U8), 0, 8), ("length", I32, 8, 8))]
    rust = build(function("f", {"s": struct("&str")}), records=records, lints=(lint("str", ""),))
    assert keys("void f(const char *s);", rust) == [("FFI207", "f.s")]
