"""From an interface to what cffi is told: wire types only, never the header's own names.

Every pointer is an integer and every enumeration its underlying type, so that nothing is
converted behind our back; structs that travel by value get names of our own. A function that
libffi cannot call is left out, with the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ffisafe.abi.layout import size_and_alignment
from ffisafe.errors import UnsupportedTypeError
from ffisafe.model.ctype import (
    Array,
    CType,
    Enumeration,
    FunctionType,
    Pointer,
    Record,
    RecordKind,
    Scalar,
    is_void,
)
from ffisafe.model.interface import Function, Interface
from ffisafe.model.layout import Member, RecordLayout
from ffisafe.model.target import Encoding, Target

# Where plain char is unsigned: AAPCS64 §10.1.2, AAPCS32 §7.1.1, RISC-V psABI, Power ELF, s390 ELF.
_UNSIGNED_CHAR = ("aarch64", "arm", "powerpc", "riscv", "s390x", "thumb")
_SIGNED_CHAR_SYSTEMS = ("apple", "windows")
_INTEGER_BYTES = (1, 2, 4, 8)
_FLOATS = {4: "float", 8: "double"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Declarations:
    """What the worker needs to know of an interface.

    ``layouts`` gives each struct's size, alignment and member offsets for cffi to agree with.
    """

    records: str
    functions: Mapping[str, str]
    layouts: Mapping[str, tuple[int, int, tuple[int, ...]]]
    uncallable: Mapping[str, str]


def char_is_signed(target: Target) -> bool:
    """Return whether plain ``char`` has a sign."""
    unsigned = target.triple.startswith(_UNSIGNED_CHAR)
    return not unsigned or any(system in target.triple for system in _SIGNED_CHAR_SYSTEMS)


def declare(interface: Interface) -> Declarations:
    """Render an interface for the worker."""
    renderer = _Renderer(interface)
    functions: dict[str, str] = {}
    uncallable: dict[str, str] = {}
    for name, function in interface.functions.items():
        try:
            functions[name] = renderer.signature(function)
        except UnsupportedTypeError as error:
            uncallable[name] = str(error)
    return Declarations(
        records="\n".join(renderer.texts),
        functions=functions,
        layouts=renderer.layouts,
        uncallable=uncallable,
    )


@dataclass(slots=True)
class _Renderer:
    """Renders types, and remembers the structs that it needed for them."""

    interface: Interface
    texts: list[str] = field(default_factory=list)
    layouts: dict[str, tuple[int, int, tuple[int, ...]]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)  # by record key

    def signature(self, function: Function) -> str:
        """Return a function's type as a pointer type."""
        result = "void" if is_void(function.result) else self.type(function.result)
        parameters = [self._parameter(parameter.type) for parameter in function.parameters]
        if function.variadic:
            parameters.append("...")
        return f"{result}(*)({', '.join(parameters) or 'void'})"

    def _parameter(self, ctype: CType) -> str:
        """Return a parameter's type; arrays and functions are pointers there (C11 §6.7.6.3)."""
        return "uintptr_t" if isinstance(ctype, Array | FunctionType) else self.type(ctype)

    def type(self, ctype: CType) -> str:
        """Return the wire type of a value."""
        match ctype:
            case Scalar():
                return self._scalar(ctype)
            case Pointer():
                return "uintptr_t"
            case Enumeration(underlying=underlying):
                return self._scalar(underlying)
            case Record():
                return self._record(ctype)
            case Array() | FunctionType():
                raise UnsupportedTypeError("an array or a function cannot be a value")

    def _scalar(self, scalar: Scalar) -> str:
        size = scalar.size_bytes
        match scalar.encoding:
            case Encoding.FLOAT if size in _FLOATS and "_Complex" not in scalar.name:
                return _FLOATS[size]
            case Encoding.BOOLEAN if size == 1:
                return "_Bool"
            case Encoding.SIGNED if size in _INTEGER_BYTES:
                return f"int{8 * size}_t"
            case Encoding.UNSIGNED | Encoding.UTF if size in _INTEGER_BYTES:
                return f"uint{8 * size}_t"
            case Encoding.CHAR if size == 1:
                return "int8_t" if char_is_signed(self.interface.target) else "uint8_t"
        raise UnsupportedTypeError(f"`{scalar.name}` has no counterpart that can be called with")

    def _record(self, record: Record) -> str:
        if record.key not in self._names:
            layout = self._checked(record)
            members = [self._member(i, member) for i, member in enumerate(layout.members)]
            name = f"struct r{len(self._names)}"
            self.texts.append(f"{name} {{ {' '.join(members)} }};")
            offsets = tuple(member.offset_bytes for member in layout.members)
            self.layouts[name] = (layout.size_bytes, layout.align_bytes, offsets)
            self._names[record.key] = name
        return self._names[record.key]

    def _checked(self, record: Record) -> RecordLayout:
        """Return the layout of a record that libffi can pass by value."""
        layout = self.interface.records.get(record.key)
        what = f"`{record.kind} {record.name}` by value"
        if layout is None:
            raise UnsupportedTypeError(f"{what}: its members are not known")
        if layout.kind is RecordKind.UNION:
            raise UnsupportedTypeError(f"{what}: libffi passes no unions")
        if any(member.width_bits is not None for member in layout.members):
            raise UnsupportedTypeError(f"{what}: libffi passes no bit-fields")
        if layout.size_bytes == 0:
            raise UnsupportedTypeError(f"{what}: libffi passes no empty structs")
        if not self._is_natural(layout):
            raise UnsupportedTypeError(f"{what}: libffi passes no packed or over-aligned structs")
        return layout

    def _is_natural(self, layout: RecordLayout) -> bool:
        """Return whether each member lies where its own size and alignment put it."""
        end, largest = 0, 1
        for member in layout.members:
            size, align = size_and_alignment(member.type, self.interface.records)
            if member.offset_bytes != -(-end // align) * align:
                return False
            end, largest = member.offset_bytes + size, max(largest, align)
        return (layout.size_bytes, layout.align_bytes) == (-(-end // largest) * largest, largest)

    def _member(self, index: int, member: Member) -> str:
        ctype, dimensions = member.type, ""
        while isinstance(ctype, Array):
            if not ctype.count:
                raise UnsupportedTypeError("libffi passes no flexible or empty arrays")
            dimensions += f"[{ctype.count}]"
            ctype = ctype.element
        return f"{self.type(ctype)} m{index}{dimensions};"
