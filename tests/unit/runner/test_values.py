"""The bytes of C values, with the C compiler as the oracle."""

import subprocess
from pathlib import Path
from typing import Any

import pytest

from ffisafe.abi.targets import find_target
from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header import HeaderOptions, read_headers
from ffisafe.model.ctype import Pointer, Record
from ffisafe.model.interface import Interface
from ffisafe.runner.cdef import char_is_signed, declare
from ffisafe.runner.values import Codec, Struct

HEADER = """
#include <stdbool.h>
#include <stdint.h>
enum Level { LOW = -3, HIGH = 70000 };
struct Inner { char c; short s[2]; };
struct Bits { unsigned a : 3; int b : 5; uint64_t wide : 40; unsigned last : 7; };
struct __attribute__((packed)) Packed { uint8_t a; uint32_t b; double c; };
struct Anonymous { int tag; union { float f; uint64_t u; }; struct { char x, y; }; };
struct All {
    bool flag; int8_t i8; uint64_t u64; float f; double d; enum Level level;
    struct Inner inner[2]; void *pointer; char name[8];
};
void use(struct Bits *a, struct Packed *b, struct Anonymous *c, struct All *d, struct Hidden *e);
"""

# A value as Python writes it, and as C does.
VALUES: dict[str, tuple[dict[str, Any], str]] = {
    "Bits": ({"a": 5, "b": -3, "wide": 0xABCDEF1234, "last": 100}, "{5, -3, 0xABCDEF1234, 100}"),
    "Packed": ({"a": 1, "b": 0xDEADBEEF, "c": -0.5}, "{1, 0xDEADBEEF, -0.5}"),
    "Anonymous": (
        {"tag": 7, "u": 0x1122334455667788, "x": 1, "y": 2},
        "{7, {.u = 0x1122334455667788}, {1, 2}}",
    ),
    "All": (
        {
            "flag": True,
            "i8": -8,
            "u64": 1 << 63,
            "f": 1.5,
            "d": -2.25,
            "level": "LOW",
            "inner": [{"c": b"c", "s": [1, -2]}, {"c": 100, "s": [3, 4]}],
            "pointer": 4096,
            "name": b"abcdefg\0",
        },
        """{true, -8, 1ull << 63, 1.5f, -2.25, LOW, {{'c', {1, -2}}, {100, {3, 4}}},
            (void *)4096, "abcdefg"}""",
    ),
}


@pytest.fixture(scope="module")
def header(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The header as a file."""
    path = tmp_path_factory.mktemp("values") / "values.h"
    path.write_text("struct Hidden;\n" + HEADER)
    return path


@pytest.fixture(scope="module")
def types(header: Path) -> Interface:
    """What the header declares."""
    return read_headers([header], HeaderOptions(), find_target())


@pytest.fixture(scope="module")
def compiled(header: Path) -> dict[str, bytes]:
    """The bytes that gcc gives each value, padding zero."""
    dumps = "".join(f"static const struct {name} v_{name} = {text};\n" for name, (_, text) in VALUES.items())
    calls = "".join(f'dump("{name}", &v_{name}, sizeof v_{name});\n' for name in VALUES)
    source = header.with_suffix(".c")
    source.write_text(
        f'#include <stdio.h>\n#include "{header}"\n{dumps}'
        "static void dump(const char *n, const void *p, size_t size) {\n"
        '  printf("%s ", n);\n'
        '  for (size_t i = 0; i < size; i++) printf("%02x", ((const unsigned char *)p)[i]);\n'
        '  printf("\\n");\n}\n'
        f"int main(void) {{\n{calls}return 0;\n}}\n"
    )
    program = header.with_suffix("")
    subprocess.run(["gcc", "-o", program, source], check=True)
    lines = subprocess.check_output([program], text=True).splitlines()
    return {name: bytes.fromhex(data) for name, data in map(str.split, lines)}


def record(types: Interface, name: str) -> Record:
    """Return a struct by its tag."""
    key, layout = next((k, v) for k, v in types.records.items() if v.name == name)
    return Record(kind=layout.kind, name=name, key=key)


def codec(types: Interface) -> Codec:
    """Return a codec whose pointers are plain numbers."""
    return Codec(types, int, lambda address, _: address)


@pytest.mark.parametrize("name", VALUES)
def test_values_are_encoded_as_the_compiler_does(
    types: Interface, compiled: dict[str, bytes], name: str
) -> None:
    """Bit-fields, packed, nested and anonymous members lie where gcc puts them."""
    assert codec(types).encode(record(types, name), VALUES[name][0]) == compiled[name]


@pytest.mark.parametrize("name", VALUES)
def test_decoding_is_the_inverse(types: Interface, compiled: dict[str, bytes], name: str) -> None:
    """What was decoded encodes to the same bytes."""
    value = codec(types).decode(record(types, name), compiled[name])
    assert isinstance(value, Struct)
    plain = {key: each for key, each in value.items() if key != "f" or name != "Anonymous"}
    assert codec(types).encode(record(types, name), plain) == compiled[name]


def test_bit_fields_have_the_sign_of_their_type(types: Interface, compiled: dict[str, bytes]) -> None:
    """A negative value comes back negative, an unsigned one does not."""
    value = codec(types).decode(record(types, "Bits"), compiled["Bits"])
    assert value._asdict() == VALUES["Bits"][0]


def test_values_that_do_not_fit_are_refused(types: Interface) -> None:
    """A bit-field, like any integer, holds what fits."""
    with pytest.raises(OverflowError, match="8 does not fit the 3 bits of `a`"):
        codec(types).encode(record(types, "Bits"), {"a": 8})
    with pytest.raises(ValueError, match="`Packed` has no member `z`"):
        codec(types).encode(record(types, "Packed"), {"z": 8})


def test_what_is_left_out_is_zero(types: Interface) -> None:
    """As in a designated initializer."""
    assert codec(types).encode(record(types, "Packed"), {"a": 1}) == b"\1" + bytes(12)


def test_incomplete_types_have_no_values(types: Interface) -> None:
    """Of an opaque struct nothing is known."""
    pointer = types.functions["use"].parameters[4].type
    assert isinstance(pointer, Pointer)
    with pytest.raises(UnsupportedTypeError, match="struct Hidden is an incomplete type"):
        codec(types).encode(pointer.pointee, {})


def test_structs_show_their_members() -> None:
    """A struct is a mapping with attributes, and says which members it has not."""
    value = Struct("Point", {"x": 1, "y": 2})
    assert (value.x, value["y"], len(value), list(value)) == (1, 2, 2, ["x", "y"])
    assert repr(value) == "<Point x=1 y=2>"
    with pytest.raises(AttributeError, match="`Point` has no member `z`"):
        _ = value.z


def test_declarations_hold_wire_types_only(types: Interface) -> None:
    """Pointers are integers for cffi, whatever they point to."""
    declared = declare(types)
    assert dict(declared.functions) == {
        "use": "void(*)(uintptr_t, uintptr_t, uintptr_t, uintptr_t, uintptr_t)"
    }
    assert declared.records == ""
    assert char_is_signed(types.target)
