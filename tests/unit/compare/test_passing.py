"""FFI208: what is passed in other places though its types agree."""

from dataclasses import replace

from ffisafe.abi.targets import find_target
from ffisafe.compare import check_interfaces
from ffisafe.model.ctype import Array, Representation
from ffisafe.model.interface import Interface
from ffisafe.model.layout import RecordLayout
from tests.support.headers import interface_for
from tests.unit.compare.checks import findings, keys
from tests.unit.compare.rust_side import F64, U8, U32, build, function, layout, scalar, struct, to

F32, I64 = scalar("f32"), scalar("i64")
POINT = layout("lib::Point", ("x", F64, 0, 8), ("y", F32, 8, 4), ("_pad", U32, 12, 4))
C_POINT = "struct Point { double x; float y; };"
TRANSPARENT = Representation(is_transparent=True)


def taking(made: RecordLayout) -> Interface:
    """Return a build whose `f` takes a record by value, and whose `g` returns it."""
    ctype = struct(made.name)
    return build(function("f", {"p": ctype}), function("g", result=ctype), records=[made])


def errors(c: str, rust: Interface) -> list[tuple[str, str]]:
    """Return what is found at error level: that padding travels is a note of its own."""
    return [found.key for found in findings(c, rust) if found.severity == "error"]


def test_padding_that_rust_spells_out_travels_elsewhere() -> None:
    """A float and padding go in a vector register, a float and an integer do not."""
    c = f"{C_POINT} void f(struct Point p); struct Point g(void);"
    passed, returned = (found for found in findings(c, taking(POINT)) if found.code != "FFI111")
    assert (passed.key, returned.key) == (("FFI208", "f.p"), ("FFI208", "g.return"))
    assert passed.message == (
        "parameter `p` of `f` travels in xmm0 and xmm1 in C (`struct Point`), "
        "in xmm0 and rdi in Rust (`Point`)"
    )
    assert passed.details["c_classes"] == ["SSE", "SSE"]
    assert passed.details["rust_classes"] == ["SSE", "INTEGER"]


def test_the_same_record_by_pointer_is_no_finding() -> None:
    """In memory both are the same."""
    built = build(function("f", {"p": to(struct("lib::Point"))}), records=[POINT])
    assert errors(f"{C_POINT} void f(struct Point *p);", built) == []


def test_equal_records_are_no_finding() -> None:
    """Arrays in structs, too."""
    made = layout("lib::Point", ("x", F64, 0, 8), ("v", Array(element=F32, count=2), 8, 8))
    c = "struct Point { double x; float v[2]; }; void f(struct Point p); struct Point g(void);"
    assert keys(c, taking(made)) == []


def test_a_drift_inside_is_reported_there_alone() -> None:
    """Two doubles against two integers: the fields differ, and what is passed by value follows."""
    made = layout("lib::Point", ("x", I64, 0, 8), ("y", I64, 8, 8))
    c = "struct Point { double x; double y; }; void f(struct Point p); struct Point g(void);"
    assert keys(c, taking(made)) == [("FFI106", "Point.x"), ("FFI106", "Point.y")]


def test_what_has_no_size_counts_for_nothing() -> None:
    """A marker of Rust's is nothing to the calling convention."""
    made = layout(
        "lib::Point", ("x", F64, 0, 8), ("y", F32, 8, 4), ("mark", Array(element=U8, count=0), 12, 0)
    )
    c = f"{C_POINT} void f(struct Point p); struct Point g(void);"
    assert errors(c, taking(made)) == []


def on_i386(made: RecordLayout) -> list[tuple[str, str]]:
    """Return what is found on a target that returns every struct in memory."""
    target = find_target("i686-unknown-linux-gnu")
    c = interface_for(target, "struct Handle { unsigned raw; }; struct Handle g(void); unsigned h(void);")
    built = build(
        function("g", result=struct(made.name)), function("h", result=struct(made.name)), records=[made]
    )
    rust = replace(built, target=target)
    return [found.key for found in check_interfaces(c, rust, library="l").findings if found.code == "FFI208"]


def test_a_transparent_struct_is_what_it_holds() -> None:
    """It matters where structs are returned in memory: there it is C's integer, and not C's struct."""
    handle = layout("lib::Handle", ("raw", U32, 0, 4))
    assert on_i386(replace(handle, representation=TRANSPARENT)) == [("FFI208", "g.return")]
    assert on_i386(handle) == [("FFI208", "h.return")]
    assert on_i386(replace(handle, representation=None)) == []
