"""A header for the tests, as the frontend would lower it."""

from ffisafe.model.ctype import (
    VOID,
    Array,
    CType,
    Enumeration,
    FunctionType,
    Pointer,
    Record,
    RecordKind,
    Scalar,
)
from ffisafe.model.interface import Function, Interface, Parameter
from ffisafe.model.layout import Member, RecordLayout
from ffisafe.model.target import Encoding, Endianness, Target

TARGET = Target(
    triple="x86_64-unknown-linux-gnu",
    endianness=Endianness.LITTLE,
    pointer_bytes=8,
    scalars={},
)
SIZE = Scalar(name="size_t", encoding=Encoding.UNSIGNED, size_bytes=8, align_bytes=8)
INT = Scalar(name="int", encoding=Encoding.SIGNED, size_bytes=4, align_bytes=4)
CHAR = Scalar(name="char", encoding=Encoding.CHAR, size_bytes=1, align_bytes=1)
DOUBLE = Scalar(name="double", encoding=Encoding.FLOAT, size_bytes=8, align_bytes=8)
MODE = Enumeration(name="mode", underlying=INT, constants=(("FAST", 0), ("SAFE", 1)))
MATRIX = Record(kind=RecordKind.STRUCT, name="Matrix", key="struct Matrix")
OPAQUE = Record(kind=RecordKind.STRUCT, name="Opaque", key="struct Opaque")
ANONYMOUS = Record(kind=RecordKind.UNION, name="", key="union #1")
CALLBACK = FunctionType(parameters=(INT,), result=VOID)


def pointer(pointee: CType) -> Pointer:
    """Return a pointer to a type."""
    return Pointer(pointee=pointee, const=False, size_bytes=8)


def record(kind: RecordKind, name: str, /, **fields: CType) -> RecordLayout:
    """Return a record; a field whose name starts with `_` has none in C."""
    members = tuple(
        Member(
            name=None if field.startswith("_") else field,
            type=ctype,
            offset_bits=64 * index,
            size_bytes=8,
            align_bytes=8,
        )
        for index, (field, ctype) in enumerate(fields.items())
    )
    return RecordLayout(kind=kind, name=name, size_bytes=8 * len(members), align_bytes=8, members=members)


def function(name: str, result: CType, /, **parameters: CType) -> Function:
    """Return a function; a parameter whose name starts with `_` has none in C."""
    return Function(
        name=name,
        result=result,
        parameters=tuple(
            Parameter(name=None if parameter.startswith("_") else parameter, type=ctype)
            for parameter, ctype in parameters.items()
        ),
    )


MATRIX_LAYOUT = record(
    RecordKind.STRUCT,
    "Matrix",
    data=pointer(DOUBLE),
    rows=SIZE,
    cols=SIZE,
    _1=ANONYMOUS,
    name=Array(element=CHAR, count=8),
    scale=DOUBLE,
    owner=pointer(OPAQUE),
)

HEADER = Interface(
    target=TARGET,
    functions={
        declared.name: declared
        for declared in (
            function("multiply", MATRIX, a=pointer(DOUBLE), b=pointer(DOUBLE), m=SIZE, n=SIZE),
            function("release", VOID, matrix=pointer(MATRIX)),
            function("encode", pointer(CHAR), text=pointer(CHAR), written=pointer(SIZE)),
            function("run", INT, mode=MODE, handle=pointer(OPAQUE), x=DOUBLE, f=pointer(CALLBACK), _1=INT),
            function("fill", VOID, buffer=pointer(VOID), size=INT),
        )
    },
    records={
        "struct Matrix": MATRIX_LAYOUT,
        "union #1": record(RecordKind.UNION, "", flags=INT, bits=DOUBLE),
    },
    constants={"LIMIT": 16, "FAST": 0, "SAFE": 1},
)
