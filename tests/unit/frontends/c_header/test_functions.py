"""Functions and variables of a header, in all the ways to declare one."""

import pytest

from ffisafe.model.attribute import Attribute
from ffisafe.model.spelling import spell_c
from tests.support.headers import c_interface

TYPES = """
struct S { int x; }; typedef struct S S_t; typedef const struct S CS; typedef S_t *S_p;
typedef int (*cmp)(const void *, const void *); typedef int fn(int);
"""
DECLARATIONS = {
    "int f(void);": "int (void)",
    "int f();": "int (void)",
    "extern int f(int a, char **b);": "int (int, char **)",
    "int (f)(int);": "int (int)",
    "const char *f(void);": "const char *(void)",
    "char const *const f(void);": "const char *(void)",
    "const char *const *f(char *const *a);": "const char *const *(char *const *)",
    "unsigned long long int f(long unsigned a, signed b);": "unsigned long long (unsigned long, int)",
    "long double f(double long a, short int b);": "long double (long double, short)",
    "void f(char signed a, int unsigned b);": "void (signed char, unsigned int)",
    "void f(int a[4], int b[], int c[2][3]);": "void (int *, int *, int (*)[3])",
    "void f(int a[static 4], int b[const], int c[restrict 2]);": "void (int *, int *, int *)",
    "void f(const int a[4]);": "void (const int *)",
    "void f(int n, int a[n][n]);": "void (int, int (*)[])",
    "void f(void g(int), cmp h, cmp *i);": (
        "void (void (*)(int), int (*)(const void *, const void *), int (**)(const void *, const void *))"
    ),
    "int (*f(int a))(double);": "int (*(int))(double)",
    "cmp f(cmp a);": "int (*(int (*)(const void *, const void *)))(const void *, const void *)",
    "fn f;": "int (int)",
    "int f(const char *format, ...);": "int (const char *, ...)",
    "void f(struct S a, const struct S *b, S_t *c);": "void (struct S, const struct S *, struct S *)",
    "void f(CS *a, S_p b, const S_p c, S_p *d);": (
        "void (const struct S *, struct S *, struct S *, struct S **)"
    ),
    "struct Opaque *f(const struct Opaque *a);": "struct Opaque *(const struct Opaque *)",
    "void f(enum { A, B } a);": "void (enum {...})",
    "typedef enum { A, B } mode; void f(const mode *a);": "void (const mode *)",
    "void f(_Bool a, _Float16 b, __int128 c, unsigned __int128 d);": (
        "void (_Bool, _Float16, __int128, unsigned __int128)"
    ),
    "void f(__builtin_va_list a);": "void (struct __va_list_tag *)",
    "void f(volatile int *a, int *restrict b, int *__restrict c);": "void (int *, int *, int *)",
    "__extension__ int f(__signed__ int a, __const char *b);": "int (int, const char *)",
    "_Noreturn void f(void);": "void (void)",
    "static inline int unused(void) { return 1; } int f(void);": "int (void)",
    "int f(int a) __attribute__((nonnull)) __attribute__((warn_unused_result));": "int (int)",
    '__attribute__((visibility("default"))) int f(void);': "int (void)",
    "int __attribute__((const)) f(int);": "int (int)",
    "[[nodiscard]] int f([[maybe_unused]] int a);": "int (int)",
    "int f(int), g(double), *h;": "int (int)",
    "typeof(int) f(__typeof__(unsigned char) a);": "int (unsigned char)",
    "int f(int a __attribute__((unused)), int (*b)(void) __attribute__((noreturn)));": (
        "int (int, int (*)(void))"
    ),
    "int f(_Atomic int *a, _Atomic(int) *b);": "int (int *, int *)",
}


@pytest.mark.parametrize(("text", "spelled"), DECLARATIONS.items())
def test_a_declaration(text: str, spelled: str) -> None:
    """The function has the type that a C programmer reads."""
    interface = c_interface(TYPES + text)
    assert interface.problems == ()
    assert spell_c(interface.functions["f"].type) == spelled


def test_parameters_keep_their_names_and_places() -> None:
    """A prototype's names are kept; those it leaves out are None."""
    function = c_interface("void f(int first,\n       int);").functions["f"]
    assert [parameter.name for parameter in function.parameters] == ["first", None]
    assert [str(parameter.location) for parameter in function.parameters] == ["lib.h:1", "lib.h:2"]


@pytest.mark.parametrize(
    ("text", "attributes"),
    [
        ("int f(void) __attribute__((__pure__, hot));", [("pure", None), ("hot", None)]),
        ('int f(int) __attribute__((nonnull(1))) __asm__("g");', [("nonnull", "1"), ("asm", '"g"')]),
        ('__attribute__((deprecated("a, b) c"))) int f(void);', [("deprecated", '"a, b) c"')]),
        ("int *f(void) __attribute__((malloc, malloc(free, 1)));", [("malloc", None), ("malloc", "free, 1")]),
    ],
)
def test_attributes_are_kept(text: str, attributes: list[tuple[str, str | None]]) -> None:
    """GNU attributes reach the model as written, wherever they stand."""
    (function,) = c_interface(text).functions.values()
    assert list(function.attributes) == [Attribute(name=n, arguments=a) for n, a in attributes]


def test_an_asm_label_is_the_symbol() -> None:
    """The name to look for in the library is the label's."""
    interface = c_interface('int f(void) __asm__("f" "_v2"); extern int x __asm__("y");')
    assert ([*interface.functions], [*interface.variables]) == (["f_v2"], ["y"])


@pytest.mark.parametrize(
    ("text", "functions"),
    [
        ("static int f(void);", []),
        ("static inline int f(void) { return 1; }", []),
        ("int f(void) { return 1; }", []),
        ("int f(void); int f(void) { return 1; }", []),
        ("inline int f(void) { return 1; }", ["f"]),
        ("extern inline int f(void) { return 1; }", []),
        ("extern inline __attribute__((gnu_inline)) int f(void) { return 1; }", ["f"]),
        ("inline __attribute__((gnu_inline)) int f(void) { return 1; }", []),
        ("int f(a, b) int a; double b; { return a; }", []),
        ("int f(int); int f(int a); extern int f(int);", ["f"]),
    ],
)
def test_what_a_library_has_to_bring(text: str, functions: list[str]) -> None:
    """A function that the header itself defines is not asked of the library."""
    interface = c_interface(text)
    assert interface.problems == ()
    assert [*interface.functions] == functions


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("extern int x;", ["x"]),
        ("extern const char *const names[];", ["names"]),
        ("int x;", []),
        ("extern int x; int x = 3;", []),
        ("static const int x = 3;", []),
        ("extern _Thread_local int x;", ["x"]),
    ],
)
def test_variables(text: str, variables: list[str]) -> None:
    """Those declared `extern` and defined elsewhere."""
    assert [*c_interface(text).variables] == variables


def test_declarations_of_other_files_are_not_asked_for() -> None:
    """What comes from a system header is known, and not promised by this one."""
    theirs = "int other(void);\nstruct O { int x; };"
    interface = c_interface(f'# 1 "/usr/include/other.h" 1 3\n{theirs}\n# 2 "lib.h" 2\nstruct O f(void);')
    assert ([*interface.functions], [*interface.records]) == (["f"], ["struct O"])
