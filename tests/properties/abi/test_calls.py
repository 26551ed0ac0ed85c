"""Where arguments and results travel, against what compilers do: each call is made, and captured."""

from dataclasses import replace

import pytest
from hypothesis import given

from ffisafe.abi.calls import call_layout
from ffisafe.model.call import CallLayout, Passing
from tests.properties.abi import real_calls
from tests.properties.abi.real_calls import differences
from tests.properties.abi.signatures import Drawn, Signature, batches
from tests.support.calls import COMPILERS
from tests.support.oracles import call_oracle

SIGNATURES_PER_BATCH = 24
BIG = "struct R0 { long long cells[3]; };"
SMALL = "struct R1 { int a; float b; };"
STDCALL = Drawn(
    records=(BIG, SMALL),
    signatures=tuple(
        Signature(result=result, parameters=parameters, attribute="__attribute__((stdcall))")
        for result in ("void", "int", "double", "struct R0", "struct R1")
        for parameters in ((), ("int", "double"), ("struct R0", "signed char", "struct R1"))
    ),
)
OTHER_ABI = Drawn(
    records=(BIG, SMALL),
    signatures=tuple(
        Signature(result=result, parameters=parameters, attribute=f"__attribute__(({name}))")
        for name in ("ms_abi", "sysv_abi")
        for result in ("int", "double", "struct R0", "struct R1")
        for parameters in (
            (),
            ("int", "double", "long double"),
            ("struct R0", "float", "int", "struct R1", "int"),
        )
    ),
)


def alone(*bodies: str) -> Drawn:
    """Return functions that take a struct or union and give it back, between two integers."""
    records = tuple(
        f"{body.partition(' ')[0]} R{n} {body.partition(' ')[2]};" for n, body in enumerate(bodies)
    )
    names = [f"{body.partition(' ')[0]} R{n}" for n, body in enumerate(bodies)]
    signatures = tuple(Signature(result=name, parameters=("signed char", name, "int")) for name in names)
    return Drawn(records=records, signatures=signatures)


FOUND = {
    "gcc i686-windows": alone("struct { long double l; }", "union { float f; }", "struct { float f[1]; }"),
    "clang i686-windows-msvc": alone(
        "struct { double d; } __attribute__((aligned(16)))", "struct { char c; }"
    ),
    "clang aarch64-apple": Drawn(
        records=(
            "struct R0 { __int128 i; };",
            "struct R1 { V16 v[2]; };",
            "struct R2 { unsigned int :29; };",
        ),
        signatures=(
            Signature(result="struct R0", parameters=("signed char", "struct R0", "struct R2", "int")),
            Signature(
                result="void", parameters=("int", "struct R1"), variadic=("long", "struct R0", "V16", "int")
            ),
        ),
    ),
    "clang x86_64-apple": alone(
        "union { long double l; int i; }", "union { long double l; float f; }", "struct { L8 v; float f; }"
    ),
    "gcc x86_64-linux": alone("struct { float f; int :32; }", "struct { double d; float f; int :0; }"),
    "gcc riscv64": alone("struct { double d; int :3; }", "struct { double d; int :3; int :3; }"),
    "gcc armv7": alone("struct { char c[3]; long long :0; }", "union { float f; int :3; }"),
    "clang x86_64-windows-msvc": alone("struct { long long l[8]; }"),
    "clang armv7": Drawn(
        records=("struct R0 { double d; };",),
        signatures=(Signature(result="struct R0", parameters=("int",), variadic=("double",)),),
    ),
    "gcc x86_64-windows": Drawn(
        records=(), signatures=(Signature(result="float", parameters=("float",), variadic=("double",)),)
    ),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_the_generator_has_found(name: str) -> None:
    """Each of these was wrong once."""
    assert differences(FOUND[name], COMPILERS[name]) == []


@pytest.mark.parametrize("name", COMPILERS)
def test_arguments_and_results_are_where_the_compiler_has_them(name: str) -> None:
    """Every bit of each argument and result, the hidden pointer, and what the callee pops."""
    compiler = COMPILERS[name]

    @call_oracle
    @given(batches(compiler, SIGNATURES_PER_BATCH))
    def check(batch: Drawn) -> None:
        assert differences(batch, compiler) == []

    check()


@pytest.mark.parametrize("name", [name for name in COMPILERS if "i686" in name])
def test_stdcall_takes_its_arguments_off_the_stack(name: str) -> None:
    """The hidden pointer too."""
    assert differences(STDCALL, COMPILERS[name]) == []


@pytest.mark.parametrize("name", ["gcc x86_64-linux", "clang x86_64-linux"])
def test_a_function_may_follow_the_other_convention(name: str) -> None:
    """Microsoft's on System V."""
    assert differences(OTHER_ABI, COMPILERS[name]) == []


SIMPLE = Drawn(
    records=(),
    signatures=(
        Signature(result="void", parameters=("int", "double", "float")),
        Signature(result="int", parameters=("int", "int")),
    ),
)


OTHER_RESULTS: dict[str | None, str] = {"rax": "rdx", "x0": "x1", "r0": "r1", "a0": "a1", "eax": "edx"}


def spoilt(passing: Passing, names: dict[str | None, str], shift: int) -> Passing:
    """Return a passing with other registers and stack offsets."""
    pieces = tuple(
        replace(
            piece,
            register=names.get(piece.register, piece.register),
            stack_offset_bytes=None if piece.stack_offset_bytes is None else piece.stack_offset_bytes + shift,
        )
        for piece in passing.pieces
    )
    return replace(passing, pieces=pieces)


@pytest.mark.parametrize(
    ("name", "names", "shift"),
    [
        ("gcc x86_64-linux", {"rdi": "rsi"}, 0),
        ("clang x86_64-linux", {"xmm0": "xmm1"}, 0),
        ("gcc x86_64-windows", {"rcx": "rdx"}, 0),
        ("gcc aarch64-linux", {"x0": "x1"}, 0),
        ("clang aarch64-apple", {"d0": "d1"}, 0),
        ("gcc armv7", {"d0": "d1"}, 0),
        ("gcc riscv64", {"fa0": "fa1"}, 0),
        ("gcc i686-linux", {}, 4),
    ],
)
@pytest.mark.parametrize("part", ["argument", "result"])
def test_a_wrong_answer_is_seen(
    name: str, names: dict[str | None, str], shift: int, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A register or an offset that is not the compiler's is a difference; the right ones are none."""

    def wrong(*arguments: object) -> CallLayout:
        layout = call_layout(*arguments)  # type: ignore[arg-type]  # as the caller gives them
        if part == "result":
            return replace(layout, result=spoilt(layout.result, OTHER_RESULTS, 0))
        return replace(layout, parameters=tuple(spoilt(each, names, shift) for each in layout.parameters))

    assert differences(SIMPLE, COMPILERS[name]) == []
    monkeypatch.setattr(real_calls, "call_layout", wrong)
    found = differences(SIMPLE, COMPILERS[name])
    assert found
    assert all(part in each for each in found)
