"""A build's interface out of model objects: what a frontend would have read."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ffisafe.model.contract import Contract, FunctionContract, ValueContract
from ffisafe.model.ctype import (
    VOID,
    CType,
    Enumeration,
    FunctionType,
    Pointer,
    PointerKind,
    Record,
    RecordKind,
    Representation,
    Scalar,
)
from ffisafe.model.interface import Function, Interface, Parameter
from ffisafe.model.layout import Member, RecordLayout
from ffisafe.model.source import SourceLocation
from ffisafe.model.target import Encoding
from tests.support.headers import TARGET


def scalar(name: str) -> Scalar:
    """Return one of Rust's primitive types."""
    known = {"bool": (Encoding.BOOLEAN, 1), "char": (Encoding.UTF, 4), "usize": (Encoding.UNSIGNED, 8)}
    kinds = {"i": Encoding.SIGNED, "u": Encoding.UNSIGNED, "f": Encoding.FLOAT}
    encoding, size = known.get(name) or (kinds[name[0]], int(name[1:]) // 8)
    return Scalar(name=name, encoding=encoding, size_bytes=size, align_bytes=size)


I32, U8, U32, F64, BOOL, CHAR = map(scalar, ("i32", "u8", "u32", "f64", "bool", "char"))


def to(
    pointee: CType, kind: PointerKind = PointerKind.RAW, *, const: bool = False, nullable: bool = False
) -> Pointer:
    """Return a pointer: `*mut` unless something else is asked for."""
    return Pointer(pointee=pointee, const=const, size_bytes=8, kind=kind, nullable=nullable)


def ref(pointee: CType, *, nullable: bool = False) -> Pointer:
    """Return `&T`, or `Option<&T>`."""
    return to(pointee, PointerKind.REFERENCE, const=True, nullable=nullable)


def ref_mut(pointee: CType, *, nullable: bool = False) -> Pointer:
    """Return `&mut T`, or `Option<&mut T>`."""
    return to(pointee, PointerKind.REFERENCE, nullable=nullable)


def function_pointer(
    *parameters: CType, result: CType = VOID, abi: str = "C", nullable: bool = False
) -> Pointer:
    """Return a function pointer as Rust has it."""
    function = FunctionType(parameters=parameters, result=result, abi=abi)
    return to(function, PointerKind.NON_NULL, nullable=nullable)


def struct(path: str) -> Record:
    """Return a struct by its path."""
    return Record(
        kind=RecordKind.STRUCT, name=path.rpartition("::")[2] if "<" not in path else path, key=path
    )


def enum(name: str = "Mode", size_bytes: int = 4, constants: int = 2) -> Enumeration:
    """Return a fieldless enum."""
    return Enumeration(
        name=name,
        underlying=scalar(f"u{8 * size_bytes}"),
        constants=tuple((f"V{number}", number) for number in range(constants)),
        key=f"lib::{name}",
    )


def layout(path: str, *fields: tuple[str, CType, int, int], **rest: Any) -> RecordLayout:
    """Return a struct of fields: name, type, offset and size in bytes."""
    members = tuple(
        Member(
            name=name, type=ctype, offset_bits=8 * offset, size_bytes=size, align_bytes=max(1, min(size, 8))
        )
        for name, ctype, offset, size in fields
    )
    size = max((offset + size for _, _, offset, size in fields), default=0)
    align = max((member.align_bytes for member in members), default=1)
    made = RecordLayout(
        kind=RecordKind.STRUCT,
        name=path,
        size_bytes=-(-size // align) * align,
        align_bytes=align,
        members=members,
        representation=Representation(is_c=True),
    )
    return replace(made, **rest)


def at(line: int) -> SourceLocation:
    """Return a place in the Rust source."""
    return SourceLocation(file="lib.rs", line=line)


def function(
    name: str, parameters: Mapping[str, CType] | None = None, result: CType = VOID, **rest: Any
) -> Function:
    """Return an exported `extern "C"` function."""
    made = Function(
        name=name,
        parameters=tuple(Parameter(name=key, type=ctype) for key, ctype in (parameters or {}).items()),
        result=result,
        location=at(1),
        abi="C",
        path=f"lib::{name}",
    )
    return replace(made, **rest)


def build(*functions: Function, **rest: Any) -> Interface:
    """Return a build that exports these functions; ``records`` are layouts."""
    records = {each.name: each for each in rest.pop("records", ())}
    exports = frozenset(each.name for each in functions) | frozenset(rest.pop("exports", ()))
    made = Interface(
        target=TARGET, functions={each.name: each for each in functions}, records=records, exports=exports
    )
    return replace(made, **rest)


def contract(*, unwind: bool = False, params: Mapping[str, ValueContract] | None = None) -> Contract:
    """Return what is said about a function `f`."""
    return Contract(functions={"f": FunctionContract(params=params or {}, unwind=unwind)})
