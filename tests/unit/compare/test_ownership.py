"""Who owns what the library hands out, and who gives it back (FFI501, 502, 503, 505, 506)."""

from dataclasses import replace
from pathlib import Path

import pytest

from ffisafe.compare import compare_ownership
from ffisafe.contracts import load_contract, merge_header
from ffisafe.model.contract import Contract
from ffisafe.model.ctype import Pointer, PointerKind
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Interface
from tests.support.headers import c_interface, rust_interface

TYPES = "typedef struct T T; typedef struct { char *data; size_t len; } Text;"


def findings(folder: Path, header: str, text: str = "", rust: Interface | None = None) -> list[Finding]:
    """Return what is found about a header that the build has as it is, or about another build."""
    c = c_interface(f"{TYPES}\n{header}")
    contract = Contract()
    if text:
        path = folder / "ffisafe.toml"
        path.write_text(text)
        contract = load_contract(path)
    build = rust or replace(c, exports=frozenset(c.functions))
    return list(compare_ownership(merge_header(contract, c).contract, c, build))


def keys(folder: Path, header: str, text: str = "", rust: Interface | None = None) -> list[tuple[str, str]]:
    """Return code and symbol of each."""
    return [found.key for found in findings(folder, header, text, rust)]


@pytest.mark.parametrize(
    ("header", "symbol"),
    [
        ("T *f(void);", "f.return"),
        ("const char *f(void);", "f.return"),
        ("void *f(void);", "f.return"),
        ("int f(T **out);", "f.out"),
        ("Text f(void);", "Text.data"),
        ("typedef struct { Text inner; } Outer; Outer f(void);", "Text.data"),
        ("typedef struct { struct { T *t; } ; } Outer; Outer f(void);", "Outer.t"),
        ("typedef struct { T *two[2]; } Outer; Outer f(void);", "Outer.two"),
    ],
)
def test_who_owns_what_comes_out_has_no_default(tmp_path: Path, header: str, symbol: str) -> None:
    """A result, what comes through an out parameter, and the pointers in a struct by value."""
    assert keys(tmp_path, header) == [("FFI501", symbol)]


@pytest.mark.parametrize(
    "header",
    [
        "int f(T *t, const T *u, void *p, const char *s);",  # parameters are borrowed
        "void (*f(int x))(int);",  # functions have no owner
        "int f(const char *const *names, T *const *several);",
        "int f(Text t, Text *u);",
        "long f(int x); double g(void);",
        "int f(void (**callback)(int));",
    ],
)
def test_what_does_not_come_out_is_no_question(tmp_path: Path, header: str) -> None:
    """Parameters have a default: lent for the call."""
    assert keys(tmp_path, header) == []


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("T *f(void);", "functions.f.returns.transfer = 'none'"),
        ("T *f(void);", "functions.f.returns.lifetime = 'static'"),
        ("T *f(T *t);", "functions.f.returns.zero-copy = 't'"),
        ("T *f(void); void g(T *t);", "functions.f.returns = { transfer = 'full', release = 'g' }"),
        ("T *f(void);", "functions.f.returns = { transfer = 'full', release = 'free' }"),
        ("int f(T **t);", "functions.f.params.t = { direction = 'out', transfer = 'none' }"),
        ("int f(T **t);", "functions.f.params.t.direction = 'in'"),
        ("int f(T **t, int n);", "functions.f.params.t.count = 'n'"),
        ("Text f(void);", "structs.Text.fields.data.transfer = 'none'"),
        ("Text f(void);", "functions.f.returns = { transfer = 'none', lifetime = 'static' }"),
        ("Text f(void); void g(Text t);", "structs.Text = { release = 'g', fields.data.transfer = 'full' }"),
    ],
)
def test_what_is_said_is_no_question(tmp_path: Path, header: str, text: str) -> None:
    """An owner, or how long it lives; an array that is passed in."""
    assert keys(tmp_path, header, text) == []


def test_a_type_is_asked_about_once(tmp_path: Path) -> None:
    """However many functions return it."""
    assert keys(tmp_path, "Text f(void); Text g(void);") == [("FFI501", "Text.data")]


def test_what_the_build_does_not_have_hands_out_nothing(tmp_path: Path) -> None:
    """That it is missing is FFI301."""
    assert keys(tmp_path, "T *f(void);", rust=rust_interface("void g(void);")) == []


def test_without_debug_information_only_linkage_is_checked(tmp_path: Path) -> None:
    """FFI902 says so."""
    rust = replace(rust_interface("struct T *f(void);"), has_types=False)
    assert keys(tmp_path, "T *f(void);", rust=rust) == []


def test_a_pointer_that_rust_only_reads_through_is_no_way_out(tmp_path: Path) -> None:
    """What C declares without `const` may be an array all the same."""
    rust = rust_interface("i32 f(struct T *const *several);")
    assert keys(tmp_path, "int f(T **several);", rust=rust) == []


@pytest.mark.parametrize(
    ("header", "text", "symbol"),
    [
        ("T *f(void);", "functions.f.returns.transfer = 'full'", "f.return"),
        ("T *f(void);", "functions.f.returns.transfer = 'container'", "f.return"),
        ("T *f(void) __attribute__((malloc));", "", "f.return"),
        ("int f(T **t);", "functions.f.params.t = { direction = 'out', transfer = 'full' }", "f.t"),
        ("Text f(void);", "structs.Text.fields.data.transfer = 'full'", "f.return"),
        ("Text f(void);", "functions.f.returns.transfer = 'full'", "f.return"),
    ],
)
def test_owned_memory_needs_a_release_function(tmp_path: Path, header: str, text: str, symbol: str) -> None:
    """Without one it can only leak (FFI502)."""
    owned = [each for each in keys(tmp_path, header, text) if each[0] != "FFI501"]
    assert owned == [("FFI502", symbol)]


def test_the_likely_release_function_is_named(tmp_path: Path) -> None:
    """The remedy can be copied."""
    (found,) = findings(tmp_path, "T *t_new(int n); void t_free(T *t);")
    assert '`returns = { transfer = "full", release = "t_free" }`' in found.help


def test_a_release_function_has_to_be_exported(tmp_path: Path) -> None:
    """The resource is made, and cannot be given back (FFI503)."""
    rust = rust_interface("struct T; struct T *f(void);")
    text = "[functions.f]\nreturns = { transfer = 'full', release = 'g' }\n[structs.Text]\nrelease = 'h'\n"
    header = "T *f(void); void g(T *t); void h(Text t);"
    assert keys(tmp_path, header, text, rust) == [("FFI503", "f.return"), ("FFI503", "Text")]


@pytest.mark.parametrize(
    ("header", "returns"),
    [
        ("double *f(long n); void g(double *p);", "count = 'n', release = 'g'"),
        ("double *f(long n); void g(double *p);", "count = 'n * 2', release = 'g(return)'"),
        ("void *f(long n); void g(void *p);", "bytes = 'n', release = 'g'"),
        ("double *f(long m, long n); void g(double *p);", "shape = ['m', 'n'], release = 'g'"),
    ],
)
def test_a_size_that_only_the_call_had_is_lost(tmp_path: Path, header: str, returns: str) -> None:
    """The release function sees an address (FFI506)."""
    text = f"functions.f.returns = {{ transfer = 'full', {returns} }}"
    assert keys(tmp_path, header, text) == [("FFI506", "f.return")]


@pytest.mark.parametrize(
    ("header", "text"),
    [
        ("double *f(long n); void g(double *p, long n);", "count = 'n', release = 'g(return, n)'"),
        ("double *f(long n); void g(double *p);", "count = '16', release = 'g'"),
        ("double *f(long n);", "count = 'n', release = 'free'"),
        ("char *f(long n); void g(char *p);", "zero-terminated = true, count = 'n + 1', release = 'g'"),
        ("Text *f(long n); void g(Text *p);", "count = 'return.len', release = 'g'"),
        ("T *f(long n); void g(T *p);", "release = 'g'"),
        ("T *f(long n); void g(T *p);", "bytes = 'n', release = 'g'"),
    ],
)
def test_a_size_that_is_known_is_no_question(tmp_path: Path, header: str, text: str) -> None:
    """It is passed, always the same, kept by the allocator, or in the memory itself."""
    assert keys(tmp_path, header, f"functions.f.returns = {{ transfer = 'full', {text} }}") == []


def test_a_struct_by_value_brings_its_sizes_back(tmp_path: Path) -> None:
    """Unless only its pointer goes back."""
    header = "Text f(void); void g(Text t); void h(char *data);"
    fields = "structs.Text.fields.data = { count = 'len', transfer = 'full' }\n"
    for release, expected in {
        "g": [],
        "h(return.data)": [("FFI506", "f.return")],
    }.items():
        text = f"{fields}functions.f.returns = {{ transfer = 'full', release = '{release}' }}"
        assert keys(tmp_path, header, text) == expected


def boxed(interface: Interface) -> Interface:
    """Return a build whose pointers are boxes."""
    found = {}
    for name, function in interface.functions.items():
        parameters = tuple(
            replace(each, type=replace(each.type, kind=PointerKind.BOX))
            if isinstance(each.type, Pointer)
            else each
            for each in function.parameters
        )
        found[name] = replace(function, parameters=parameters)
    return replace(interface, functions=found)


@pytest.mark.parametrize(
    ("kind", "codes"), [(PointerKind.REFERENCE, ["FFI505"]), (PointerKind.RAW, [])], ids=["Option", "raw"]
)
def test_an_option_may_be_null(tmp_path: Path, kind: PointerKind, codes: list[str]) -> None:
    """What a compiler was promised never to be NULL; of a raw pointer the type says nothing."""
    rust = rust_interface("struct T; struct T *f(void);")
    f = rust.functions["f"]
    assert isinstance(f.result, Pointer)
    result = replace(f.result, kind=kind, nullable=True)
    rust = replace(rust, functions={"f": replace(f, result=result)})
    header = "T *f(void) __attribute__((returns_nonnull));"
    text = "functions.f.returns = { transfer = 'none', lifetime = 'static' }"
    assert [code for code, _ in keys(tmp_path, header, text, rust)] == codes


@pytest.mark.parametrize(("transfer", "codes"), [("none", ["FFI505"]), ("full", [])])
def test_a_box_is_no_loan(tmp_path: Path, transfer: str, codes: list[str]) -> None:
    """Rust frees it at the end of the call."""
    rust = boxed(rust_interface("struct T; void f(struct T *t);"))
    text = f"functions.f.params.t.transfer = '{transfer}'"
    assert [code for code, _ in keys(tmp_path, "void f(T *t);", text, rust)] == codes
