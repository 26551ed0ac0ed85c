"""Attributes and calling conventions survive into the model, wherever they stand."""

import pytest

from ffisafe.model.ctype import Convention, FunctionType, Pointer
from ffisafe.model.interface import Interface
from tests.support.headers import c_interface

TEXT = """\
typedef int count __attribute__((annotate("ffisafe: t")));
struct __attribute__((annotate("ffisafe: r"))) S { int x [[clang::annotate("ffisafe: m")]]; };
enum __attribute__((annotate("ffisafe: e"))) E { A __attribute__((annotate("ffisafe: c"))) };
extern int v __attribute__((annotate("ffisafe: v")));
[[nodiscard]] int f(__attribute__((annotate("ffisafe: p"))) int x) __attribute__((nonnull(1)));
int f(int x) __attribute__((__cold__));
"""


def annotations(attributes: object) -> list[object]:
    """Return the arguments of `annotate`."""
    assert isinstance(attributes, tuple)
    return [each.arguments for each in attributes if each.name == "annotate"]


def test_attributes_are_kept_where_they_belong() -> None:
    """Those of typedefs, records, members, variables and parameters."""
    interface = c_interface(TEXT)
    record = interface.records["struct S"]
    assert annotations(interface.typedef_attributes["count"]) == ['"ffisafe: t"']
    assert annotations(record.attributes) == ['"ffisafe: r"']
    assert annotations(record.members[0].attributes) == ['"ffisafe: m"']
    assert annotations(interface.variables["v"].attributes) == ['"ffisafe: v"']
    assert annotations(interface.functions["f"].parameters[0].attributes) == ['"ffisafe: p"']


def test_attributes_of_enums_are_kept() -> None:
    """Those of the enum and of each constant."""
    (enum,) = c_interface(TEXT).enums
    assert annotations(enum.attributes) == ['"ffisafe: e"']
    assert annotations(enum.constant_attributes["A"]) == ['"ffisafe: c"']


def test_a_function_has_the_attributes_of_all_its_declarations() -> None:
    """With or without underscores an attribute has one name, and C23's are among them."""
    names = {each.name for each in c_interface(TEXT).functions["f"].attributes}
    assert names == {"nodiscard", "nonnull", "cold"}


def convention(interface: Interface) -> Convention | None:
    """Return the convention of the function, or of the function that the typedef points to."""
    if "f" in interface.functions:
        return interface.functions["f"].convention
    ctype = interface.typedefs["f"]
    function = ctype.pointee if isinstance(ctype, Pointer) else ctype
    assert isinstance(function, FunctionType)
    return function.convention


@pytest.mark.parametrize(
    "text",
    [
        "int __attribute__((stdcall)) f(int);",
        "int f(int) __attribute__((__stdcall__));",
        "__attribute__((stdcall)) int f(int);",
        "int *__attribute__((stdcall)) f(int);",
        "typedef int (__attribute__((stdcall)) *f)(int);",
        "typedef int (*__attribute__((stdcall)) f)(int);",
        "typedef int (*f)(int) __attribute__((stdcall));",
        "typedef int __attribute__((stdcall)) (*f)(int);",
        "typedef int __attribute__((stdcall)) g(int); g f;",
        "int f(int); typedef int unused; int __attribute__((stdcall)) g(int (*f)(void));",
    ],
)
def test_conventions_are_kept_wherever_they_stand(text: str) -> None:
    """A convention belongs to the function, not to what it returns or takes."""
    expected = None if "unused" in text else Convention.STDCALL
    assert convention(c_interface(text)) is expected


@pytest.mark.parametrize(
    ("attribute", "expected"),
    [
        ("regparm(3)", Convention.REGPARM_3),
        ("ms_abi", Convention.MS_ABI),
        ("sysv_abi", Convention.SYSV_ABI),
        ('pcs("aapcs-vfp")', Convention.AAPCS_VFP),
        ("vectorcall", Convention.VECTORCALL),
        ("thiscall", Convention.THISCALL),
        ("cold", None),
    ],
)
def test_conventions_have_names(attribute: str, expected: Convention | None) -> None:
    """Those that GCC and Clang have attributes for."""
    assert convention(c_interface(f"int f(int) __attribute__(({attribute}));")) is expected


@pytest.mark.parametrize("attribute", ["address_space(1)", "randomize_layout", "matrix_type(2, 2)"])
def test_what_changes_layouts_and_is_not_understood_is_named(attribute: str) -> None:
    """It is not passed over, on a member as on a record."""
    given = f"__attribute__(({attribute}))"
    problems = c_interface(f"struct {given} S {{ int x; }};\nstruct T {{ int {given} x; }};").problems
    reason = f"attribute {attribute.partition('(')[0]} is not understood"
    assert [(each.symbol, each.reason) for each in problems] == [
        ("S", reason),
        ("T", reason),
    ]
