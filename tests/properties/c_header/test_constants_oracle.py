"""Integer constant expressions against the C compiler."""

import subprocess
import tempfile
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import given

from tests.support.headers import c_interface
from tests.support.oracles import compiler_oracle

TYPES = ("char", "signed char", "unsigned char", "short", "unsigned", "long", "unsigned long", "_Bool")
LITERALS = st.one_of(
    st.tuples(
        st.sampled_from(
            [0, 1, 2, 7, 8, 127, 128, 255, 256, 32767, 65535, 2**31 - 1, 2**31, 2**32 - 1, 2**32]
        ),
        st.sampled_from(["", "u", "L", "UL", "ll", "uLL"]),
        st.sampled_from(["d", "#x", "#o"]),
    ).map(lambda drawn: f"{format(drawn[0], drawn[2]).replace('0o', '0')}{drawn[1]}"),
    st.sampled_from(["'a'", r"'\n'", r"'\0'", r"'\xff'", r"'\377'", r"'\\'", "L'a'"]),
    st.sampled_from([f"sizeof({name})" for name in (*TYPES, "int[3]", "struct S", "struct S *")]),
    st.sampled_from(
        ["_Alignof(struct S)", "__alignof__(double)", "__builtin_offsetof(struct S, y)", "BEFORE"]
    ),
)


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return expressions over others; what C leaves undefined is not among them."""
    return st.one_of(
        st.tuples(st.sampled_from(["-", "~", "!", "+"]), inner).map(lambda d: f"({d[0]}({d[1]}))"),
        st.tuples(
            inner,
            st.sampled_from(["+", "-", "*", "&", "|", "^", "<", ">", "<=", ">=", "==", "!=", "&&", "||"]),
            inner,
        ).map(lambda d: f"({d[0]} {d[1]} {d[2]})"),
        st.tuples(inner, st.sampled_from(["/", "%"]), st.sampled_from(["3", "7u", "(-2L)", "'a'"])).map(
            lambda d: f"({d[0]} {d[1]} {d[2]})"
        ),
        st.tuples(inner, st.sampled_from(["<<", ">>"]), st.integers(0, 31)).map(
            lambda d: f"({d[0]} {d[1]} {d[2]})"
        ),
        st.tuples(inner, inner, inner).map(lambda d: f"({d[0]} ? {d[1]} : {d[2]})"),
        st.tuples(st.sampled_from(TYPES), inner).map(lambda d: f"(({d[0]})({d[1]}))"),
    )


PROLOGUE = "struct S { char x; double y; }; enum { BEFORE = 5 };\n"
expressions = st.recursive(LITERALS, compound, max_leaves=8)


def compiled(batch: list[str]) -> list[int]:
    """Return the values that the compiler has for expressions, each as a long."""
    prints = "".join(f'printf("%ld\\n", (long)({text}));\n' for text in batch)
    source = f"#include <stdio.h>\n{PROLOGUE}int main(void) {{\n{prints}return 0; }}\n"
    with tempfile.TemporaryDirectory() as name:
        program = Path(name) / "ask.c"
        program.write_text(source, encoding="ascii")
        subprocess.run(["gcc", "-w", "-fwrapv", "-O0", program, "-o", program.with_suffix("")], check=True)
        run = subprocess.run([program.with_suffix("")], check=True, capture_output=True, text=True)
    return [int(line) for line in run.stdout.split()]


def evaluated(batch: list[str]) -> list[int]:
    """Return the values that ffisafe has for them, as enumerators of a header."""
    enums = "".join(f"enum {{ E{index} = (long)({text}) }};\n" for index, text in enumerate(batch))
    constants = c_interface(PROLOGUE + enums).constants
    return [constants[f"E{index}"] for index in range(len(batch))]


@compiler_oracle
@given(st.lists(expressions, min_size=1, max_size=40))
def test_constants_agree_with_the_compiler(batch: list[str]) -> None:
    """Widths, signs, promotions and conversions are those of C."""
    assert evaluated(batch) == compiled(batch)
