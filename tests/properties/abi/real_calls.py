"""Batches of signatures, compiled and called: what the compiler did against what ffisafe says."""

import random
import struct
from collections.abc import Iterator
from pathlib import Path

from ffisafe.abi.calls import call_layout
from ffisafe.abi.layout import size_and_alignment
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed
from ffisafe.frontends.c_header.read import read_preprocessed
from ffisafe.model.call import CallLayout, Passage, Passing
from ffisafe.model.ctype import Array, CType, Enumeration, Pointer, Record, Scalar
from ffisafe.model.interface import Interface
from ffisafe.model.target import Encoding
from tests.properties.abi.signatures import PROLOGUE, VECTORS, Drawn, Signature, vector_text
from tests.support.calls import Capture, Compiler, captures


def header_text(batch: Drawn) -> str:
    """Return the header: the records, a function for each signature, a variable for each `...`."""
    lines = [PROLOGUE, vector_text(VECTORS), *batch.records]
    for index, signature in enumerate(batch.signatures):
        dots = [] if signature.variadic is None else ["..."]
        parameters = ", ".join([*signature.parameters, *dots]) or "void"
        # By itself, `stdcall` would become a part of the symbol.
        symbol = f'__asm__("f_{index}")'
        lines.append(f"extern {signature.result} {signature.attribute} f_{index}({parameters}) {symbol};")
        for number, name in enumerate(signature.variadic or ()):
            lines.append(f"extern {name} more_{index}_{number};")
        if signature.result != "void":
            lines.append(f"extern {signature.result} result_of_{index};")
    return "\n".join(lines) + "\n"


def interface_of(text: str, compiler: Compiler) -> Interface:
    """Return what ffisafe reads of a header."""
    preprocessed = Preprocessed(text=f'# 1 "lib.h"\n{text}', macros={}, system_files=frozenset())
    interface = read_preprocessed(preprocessed, [Path("lib.h")], compiler.target)
    assert interface.problems == (), interface.problems
    return interface


def differences(batch: Drawn, compiler: Compiler) -> list[str]:
    """Return where the compiler passes something else than ffisafe says, in words."""
    header = header_text(batch)
    interface = interface_of(header, compiler)
    check = _Check(interface, compiler)
    source = [header]
    for index, signature in enumerate(batch.signatures):
        source += check.source_of(index, signature)
    results = [index for index, signature in enumerate(batch.signatures) if signature.result != "void"]
    source += [f"#define result_{number} result_for_{index}" for number, index in enumerate(results)]
    pops = [check.layouts[index].popped_bytes for index in range(len(batch.signatures))]
    called, returned = captures(compiler, "\n".join(source), pops, len(results))
    found = []
    for index, capture in enumerate(called):
        found += [f"{_spelled(batch, index)}: {each}" for each in check.call(index, capture)]
    for index, capture in zip(results, returned, strict=True):
        found += [f"{_spelled(batch, index)}: {each}" for each in check.result(index, capture)]
    return found


def _spelled(batch: Drawn, index: int) -> str:
    signature = batch.signatures[index]
    more = "" if signature.variadic is None else f", ... {signature.variadic}"
    return f"{signature.result} f_{index}({', '.join(signature.parameters)}{more})"


class _Check:
    """The values of a batch, and where they should be."""

    def __init__(self, interface: Interface, compiler: Compiler) -> None:
        self.interface = interface
        self.compiler = compiler
        self.random = random.Random(1)  # noqa: S311  # bytes to recognise, no secrets
        self.arguments: dict[int, list[tuple[CType, bytes]]] = {}
        self.results: dict[int, tuple[CType, bytes]] = {}
        self.layouts: dict[int, CallLayout] = {}

    def source_of(self, index: int, signature: Signature) -> Iterator[str]:
        """Yield the caller of a function, and a function with the same result."""
        function = self.interface.functions[f"f_{index}"].type
        more = [
            self.interface.variables[f"more_{index}_{n}"].type for n in range(len(signature.variadic or ()))
        ]
        self.layouts[index] = call_layout(function, self.interface.records, self.interface.target, more)
        self.arguments[index] = [(ctype, self._value(ctype)) for ctype in (*function.parameters, *more)]
        names = [*signature.parameters, *(signature.variadic or ())]
        for number, (name, (_, value)) in enumerate(zip(names, self.arguments[index], strict=True)):
            yield _global(f"v_{index}_{number}", name, value)
        arguments = ", ".join(f"v_{index}_{number}.value" for number in range(len(names)))
        yield f"void call_{index}(void) {{ f_{index}({arguments}); }}"
        if signature.result != "void":
            self.results[index] = (function.result, self._value(function.result))
            yield _global(f"r_{index}", signature.result, self.results[index][1])
            parameters = "void" if signature.variadic is None else "int unused, ..."
            yield (
                f"{signature.result} {signature.attribute} result_for_{index}({parameters})"
                f" {{ return r_{index}.value; }}"
            )

    def _value(self, ctype: CType) -> bytes:
        """Return recognisable bytes that no processor changes on the way: no NaNs, no odd truth values."""
        size, _ = size_and_alignment(ctype, self.interface.records)
        value = bytearray(self.random.randrange(0x10, 0x70) for _ in range(size))
        for start, leaf, width in scalars(ctype, self.interface):
            if leaf.encoding is Encoding.BOOLEAN and width is None:
                value[start // 8] = 1
            if _is_x87(leaf, self.compiler):
                value[start // 8 + 7] |= 0x80
        return bytes(value)

    def call(self, index: int, capture: Capture) -> Iterator[str]:
        """Yield what is not where the layout of a call has it."""
        layout = self.layouts[index]
        for number, (passing, (ctype, value)) in enumerate(
            zip(layout.parameters, self.arguments[index], strict=True)
        ):
            if not self._arrived(passing, ctype, value, capture):
                yield f"argument {number} is not where {passing} has it"
        if layout.hidden_result and not self._points_to_stack(layout.result, capture):
            yield f"the address for the result is not where {layout.result} has it"
        if layout.vector_count is not None:
            count = capture.register(layout.vector_count)[0]
            used = {piece.register for each in layout.parameters for piece in each.pieces if piece.register
                    and piece.register.startswith("xmm")}  # fmt: skip
            if not len(used) <= count <= 8:
                yield f"{layout.vector_count} is {count}, with {used} in use"

    def _arrived(self, passing: Passing, ctype: CType, value: bytes, capture: Capture) -> bool:
        mask = value_mask(ctype, self.interface, self.compiler)
        if passing.passage is Passage.IGNORED:
            return not any(mask)
        if passing.passage is Passage.REFERENCE:
            address = int.from_bytes(_gathered(passing, capture, capture.memory_address), "little")
            found: bytes | None = capture.at(address, len(value))
            return found is not None and _same(value, found, mask)
        return _whole(passing, value, mask, capture)

    def _points_to_stack(self, passing: Passing, capture: Capture) -> bool:
        address = int.from_bytes(_gathered(passing, capture, capture.memory_address), "little")
        return capture.at(address, 1) is not None

    def result(self, index: int, capture: Capture) -> Iterator[str]:
        """Yield what is wrong with where a result is."""
        ctype, value = self.results[index]
        layout = self.layouts[index]
        mask = value_mask(ctype, self.interface, self.compiler)
        if layout.hidden_result:
            if not _same(value, capture.memory, mask):
                yield f"the result is not in memory, as {layout.result} has it"
            if layout.returned_address is not None:
                returned = int.from_bytes(capture.register(layout.returned_address), "little")
                if returned != capture.memory_address:
                    yield f"{layout.returned_address} has not the address of the result"
        elif layout.result.passage is Passage.IGNORED:
            if any(mask):
                yield "the result is not ignored"
        elif not _whole(layout.result, value, mask, capture):
            yield f"the result is not where {layout.result} has it"
        if "popped" in capture.machine.registers:
            popped = int.from_bytes(capture.register("popped"), "little")
            alone = layout.popped_bytes if not layout.parameters else None
            hidden_only = 4 if layout.popped_bytes and layout.hidden_result else 0
            expected = alone if alone is not None else hidden_only
            if popped != expected:
                yield f"{popped} bytes are popped, not {expected}"


def _global(name: str, ctype: str, value: bytes) -> str:
    size = len(value)
    inner = ", ".join(map(str, value)) or "0"
    return (
        f'_Static_assert(sizeof({ctype}) == {size}, "size");\n'
        f"union {{ unsigned char bytes[{max(size, 1)}]; {ctype} value; }} {name} = {{ {{ {inner} }} }};"
    )


def _gathered(passing: Passing, capture: Capture, stack: int) -> bytes:
    """Return the bytes of all pieces, one after the other."""
    found = b""
    for piece in passing.pieces:
        if piece.register is not None:
            found += capture.register(piece.register)[: piece.size_bytes]
        else:
            assert piece.stack_offset_bytes is not None
            bytes_there = capture.at(stack + piece.stack_offset_bytes, piece.size_bytes)
            assert bytes_there is not None
            found += bytes_there
    return found


def _whole(passing: Passing, value: bytes, mask: bytes, capture: Capture) -> bool:
    """Return whether every bit of a value is in its piece, and every piece has the value's bits."""
    seen = bytearray(len(value))
    for piece in passing.pieces:
        one = Passing(passage=passing.passage, classes=(), pieces=(piece,))
        found = _gathered(one, capture, capture.memory_address)
        if piece.register is not None and piece.register.startswith("st(") and piece.size_bytes < 10:
            found = _narrowed(capture.register(piece.register), piece.size_bytes)
        end = piece.offset_bytes + piece.size_bytes
        if not _same(value[piece.offset_bytes : end], found, mask[piece.offset_bytes : end]):
            return False
        seen[piece.offset_bytes : end] = b"\xff" * piece.size_bytes
    return all(not wanted or got for wanted, got in zip(mask, seen, strict=True))


def _narrowed(extended: bytes, size: int) -> bytes:
    """Return an x87 register's number in the format of `float` or `double`; it was widened from that."""
    mantissa = int.from_bytes(extended[:8], "little")
    exponent = int.from_bytes(extended[8:], "little")
    if not 16383 - 1000 < exponent & 0x7FFF < 16383 + 1000:
        return b""  # it was not
    number = mantissa * 2.0 ** ((exponent & 0x7FFF) - 16383 - 63) * (-1 if exponent & 0x8000 else 1)
    return struct.pack("<f" if size == 4 else "<d", number)


def _same(value: bytes, found: bytes, mask: bytes) -> bool:
    enough = len(found) >= len(value)
    return enough and all(
        not (one ^ other) & bits for one, other, bits in zip(value, found, mask, strict=False)
    )


def value_mask(ctype: CType, interface: Interface, compiler: Compiler) -> bytes:
    """Return which bits of a type's bytes are some member's value."""
    size, _ = size_and_alignment(ctype, interface.records)
    mask = 0
    for start, leaf, width in scalars(ctype, interface):
        bits = width if width is not None else 80 if _is_x87(leaf, compiler) else 8 * leaf.size_bytes
        mask |= ((1 << bits) - 1) << start
    return mask.to_bytes(size, "little")


def scalars(ctype: CType, interface: Interface, start: int = 0) -> Iterator[tuple[int, Scalar, int | None]]:
    """Yield first bit, type and width (of a bit-field) of all that a type holds."""
    match ctype:
        case Scalar(encoding=Encoding.COMPLEX, name=name):
            half = interface_scalar(name.removesuffix(" _Complex"), ctype)
            yield start, half, None
            yield start + 8 * half.size_bytes, half, None
        case Scalar():
            if ctype.size_bytes:
                yield start, ctype, None
        case Pointer():
            yield start, Scalar(name="pointer", encoding=Encoding.UNSIGNED, size_bytes=ctype.size_bytes,
                                align_bytes=ctype.size_bytes), None  # fmt: skip
        case Enumeration():
            yield start, ctype.underlying, None
        case Array():
            size, _ = size_and_alignment(ctype.element, interface.records)
            for number in range(ctype.count or 0):
                yield from scalars(ctype.element, interface, start + 8 * size * number)
        case Record():
            for member in interface.records[ctype.key].members:
                for first, leaf, _ in scalars(member.type, interface, start + member.offset_bits):
                    yield first, leaf, member.width_bits if member.width_bits is not None else _


def interface_scalar(name: str, whole: Scalar) -> Scalar:
    """Return the type of half a complex number."""
    return Scalar(
        name=name, encoding=Encoding.FLOAT, size_bytes=whole.size_bytes // 2, align_bytes=whole.align_bytes
    )


def _is_x87(leaf: Scalar, compiler: Compiler) -> bool:
    is_x86 = compiler.machine.stub in {"x86_64", "i386"}
    return is_x86 and leaf.name == "long double" and leaf.size_bytes > 8
