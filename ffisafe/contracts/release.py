"""Release functions: whether they exist, and can take what they shall release (FFI503)."""

from collections.abc import Iterator, Sequence

from ffisafe.contracts.attributes import FREE
from ffisafe.contracts.expression import parse
from ffisafe.contracts.messages import did_you_mean
from ffisafe.contracts.scope import Scope, UnknownNameError
from ffisafe.contracts.types import points_to
from ffisafe.model.contract import Release
from ffisafe.model.ctype import CType, Enumeration, Record, Scalar, is_void
from ffisafe.model.expression import Name
from ffisafe.model.interface import Function
from ffisafe.model.spelling import spell_c

Flaw = tuple[str, str]  # continues "`release` of ... names `f`, "; what to do about it


def release_flaws(release: Release, resource: CType, scope: Scope, own: str) -> Iterator[Flaw]:
    """Yield why a function cannot release a resource.

    Args:
        release: What is said.
        resource: The type of what holds the resource.
        scope: The names that a template's arguments may use.
        own: The name that stands for the resource there.
    """
    if release.function == FREE and points_to(resource) is not None:
        return
    function = scope.interface.functions.get(release.function)
    if function is None:
        hint = did_you_mean(release.function, scope.interface.functions, "the header's functions are")
        yield "which no header declares", hint
        return
    passed = _passed(release, resource, scope, own)
    if len(passed) != len(function.parameters):
        yield _miscounted(function, len(passed))
        return
    for parameter, (written, ctype) in zip(function.parameters, passed, strict=True):
        if ctype is not None and not _takes(parameter.type, ctype, is_resource=written == own):
            reason = f"whose `{parameter.name or 'parameter'}` is `{spell_c(parameter.type)}`"
            yield f"{reason} and cannot take `{written}` of type `{spell_c(ctype)}`", _signature(function)


def _passed(release: Release, resource: CType, scope: Scope, own: str) -> list[tuple[str, CType | None]]:
    """Return what is passed, each with its type; None for constants and for names that are wrong."""
    if release.arguments is None:
        return [(own, resource)]
    return [
        (argument, resource if argument == own else _type_of(argument, scope))
        for argument in release.arguments
    ]


def _type_of(argument: str, scope: Scope) -> CType | None:
    root = parse(argument).root
    try:
        return scope.type_of(root if isinstance(root, Name) else Name((argument,)))
    except UnknownNameError:
        return None


def _takes(parameter: CType, argument: CType, *, is_resource: bool) -> bool:
    """Return whether an argument can be passed: what a call has put out is meant by the place's name.

    A resource that is a struct may be taken by its address.
    """
    if _agree(parameter, argument):
        return True
    pointee, target = points_to(parameter), points_to(argument)
    by_address = isinstance(argument, Record) and pointee is not None and _agree(pointee, argument)
    put_out = target is not None and _agree(parameter, target)
    return put_out or (is_resource and by_address)


def _agree(one: CType, other: CType) -> bool:
    """Return whether two types are of one kind, and no two different records."""
    behind, beyond = points_to(one), points_to(other)
    if behind is not None and beyond is not None:
        return not _differ(behind, beyond)
    if behind is not None or beyond is not None:
        return False
    if isinstance(one, Record) and isinstance(other, Record):
        return one.key == other.key
    return not isinstance(one, Record) and not isinstance(other, Record)  # C converts numbers


def _differ(one: CType, other: CType) -> bool:
    """Return whether C would not pass one for the other: bytes of any kind and ``void`` stand for all."""
    if is_void(one) or is_void(other):
        return False
    if isinstance(one, Record) and isinstance(other, Record):
        return one.key != other.key
    sizes = [_scalar_bytes(one), _scalar_bytes(other)]
    if None not in sizes:
        return sizes[0] != sizes[1]
    return 1 not in sizes and isinstance(one, Record) != isinstance(other, Record)


def _scalar_bytes(ctype: CType) -> int | None:
    match ctype:
        case Scalar(size_bytes=size) | Enumeration(underlying=Scalar(size_bytes=size)):
            return size
    return None


def _miscounted(function: Function, count: int) -> Flaw:
    words = "1 argument" if count == 1 else f"{count} arguments"
    return f"which takes {len(function.parameters)} and is given {words}", _signature(function)


def _signature(function: Function) -> str:
    names = _names(function)
    return f"it is `{function.name}({', '.join(names)})`: write a call with `return` and names of parameters"


def _names(function: Function) -> Sequence[str]:
    return [each.name or f"#{i}" for i, each in enumerate(function.parameters, 1)]
