"""Types as a reader of C or Rust would write them."""

from dataclasses import replace

from ffisafe.model.ctype import (
    Array,
    CType,
    Enumeration,
    FunctionType,
    Pointer,
    PointerKind,
    Record,
    Scalar,
)

_RUST_POINTERS = {
    (PointerKind.RAW, True): "*const {}",
    (PointerKind.RAW, False): "*mut {}",
    (PointerKind.REFERENCE, True): "&{}",
    (PointerKind.REFERENCE, False): "&mut {}",
    (PointerKind.NON_NULL, True): "NonNull<{}>",
    (PointerKind.NON_NULL, False): "NonNull<{}>",
    (PointerKind.BOX, True): "Box<{}>",
    (PointerKind.BOX, False): "Box<{}>",
}


def spell_c(ctype: CType, declarator: str = "") -> str:
    """Return a type as C writes it, around ``declarator`` where one is given."""
    match ctype:
        case Pointer(pointee=FunctionType() as function):
            return spell_c(function, f"(*{declarator})")
        case Pointer(pointee=Array() as array):
            return spell_c(array, f"(*{declarator})")
        case Pointer(pointee=pointee, const=const):
            return _qualified(pointee, f"*{declarator}", const=const)
        case Array(element=element, count=count):
            bound = "" if count is None else str(count)
            return spell_c(element, f"{declarator}[{bound}]")
        case FunctionType(parameters=parameters, result=result, variadic=variadic):
            inner = [spell_c(p) for p in parameters] + (["..."] if variadic else [])
            return spell_c(result, f"{declarator}({', '.join(inner) or 'void'})")
    return f"{_base(ctype)} {declarator}".rstrip()


def _qualified(pointee: CType, declarator: str, *, const: bool) -> str:
    if not const:
        return spell_c(pointee, declarator)
    if isinstance(pointee, Pointer):
        return spell_c(pointee, f"const {declarator}")
    return f"const {spell_c(pointee, declarator)}"


def _base(ctype: CType) -> str:
    match ctype:
        case Record(kind=kind, name=name, key=key):
            if key == f"{kind} {name}":
                return key
            return name or f"{kind} {{...}}"
        case Enumeration(name=name, typedef=typedef):
            return f"enum {name}" if name else typedef or "enum {...}"
        case Scalar(name=name):
            return name
    return str(ctype)


def spell_rust(ctype: CType) -> str:
    """Return a type as Rust writes it."""
    match ctype:
        case Pointer(nullable=True, kind=kind) if kind is not PointerKind.RAW:
            return f"Option<{spell_rust(replace(ctype, nullable=False))}>"
        case Pointer(pointee=FunctionType() as function):
            return spell_rust(function)
        case Pointer(pointee=pointee, const=const, kind=kind):
            return _RUST_POINTERS[kind, const].format(_pointee(pointee))
        case Array(element=element, count=count):
            return f"[{spell_rust(element)}; {count}]"
        case FunctionType(parameters=parameters, result=result, variadic=variadic, abi=abi):
            inner = [spell_rust(p) for p in parameters] + (["..."] if variadic else [])
            declared = "" if abi == "Rust" else f'extern "{abi}" '
            arrow = "" if spell_rust(result) == "()" else f" -> {spell_rust(result)}"
            return f"{declared}fn({', '.join(inner)}){arrow}"
        case Record(name=name) | Enumeration(name=name):
            return name
        case Scalar(name="void"):
            return "()"
    return ctype.name


def _pointee(ctype: CType) -> str:
    spelled = spell_rust(ctype)
    return "c_void" if spelled == "()" else spelled
