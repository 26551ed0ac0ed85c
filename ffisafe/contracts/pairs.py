"""Functions that release what others make, told by their names and types."""

import re

from ffisafe.contracts.types import is_integer
from ffisafe.model.contract import Release
from ffisafe.model.ctype import CType, Pointer, Record, Scalar
from ffisafe.model.interface import Function, Interface

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
MAKERS = frozenset(
    {
        *("new", "create", "make", "alloc", "allocate", "open", "build", "clone", "dup", "copy", "init"),
        *("compile", "parse", "connect", "duplicate", "calloc", "malloc"),
    }
)
RELEASERS = frozenset(
    {
        *("free", "destroy", "delete", "close", "dealloc", "deallocate", "drop", "release", "dispose"),
        *("finalize", "unref"),
    }
)


def words_of(name: str) -> list[str]:
    """Return the words of a name, ``snake_case`` or ``camelCase``, in lower case."""
    return [word.lower() for word in _WORD.findall(name)]


def is_maker(function: Function) -> bool:
    """Whether a function's name says that it makes something."""
    return not MAKERS.isdisjoint(words_of(function.name))


def is_releaser(function: Function) -> bool:
    """Whether a function's name says that it releases what it takes first."""
    return bool(function.parameters) and not RELEASERS.isdisjoint(words_of(function.name))


class Pairs:
    """The release functions of a header."""

    def __init__(self, interface: Interface) -> None:
        self._releasers = [each for each in interface.functions.values() if is_releaser(each)]

    def release_of(
        self, maker: Function, place: str, resource: CType, *, alike: bool = True
    ) -> Release | None:
        """Return the call that releases what a function hands out, if names and types leave one choice.

        Where the type is none of the library's own, the two functions must be named ``alike``.
        """
        found = [
            (each, release) for each in self._releasers if (release := _call(each, maker, place, resource))
        ]
        if alike and not _is_named(resource):
            found = [each for each in found if _are_named_alike(each[0], maker)]
        elif len(found) > 1:
            found = [each for each in found if _are_named_alike(each[0], maker)] or found
        if len(found) > 1:  # `connection_free`, and not `connection_send_close_notify`
            found = [each for each in found if words_of(each[0].name)[-1] in RELEASERS]
        return found[0][1] if len(found) == 1 else None


def _call(releaser: Function, maker: Function, place: str, resource: CType) -> Release | None:
    """Return a call that passes the resource first, and else arguments that the maker has too."""
    first, *others = releaser.parameters
    if not _takes(first.type, resource):
        return None
    known = {each.name: each.type for each in maker.parameters if each.name}
    if not all(each.name in known and is_integer(known[each.name]) for each in others):
        return None
    if not others:
        return Release(function=releaser.name)
    passed = (place, *(each.name or "" for each in others))
    return Release(function=releaser.name, arguments=passed)


def _takes(parameter: CType, resource: CType) -> bool:
    match parameter, resource:
        case Pointer(pointee=Record(key=one)), Pointer(pointee=Record(key=other)):
            return one == other
        case Pointer(pointee=Scalar(name=one)), Pointer(pointee=Scalar(name=other)):
            return one == other
        case Record(key=one), Record(key=other):
            return one == other
        case Pointer(pointee=Record(key=one)), Record(key=other):
            return one == other
    return False


def _is_named(resource: CType) -> bool:
    """Whether a resource is of a type of the library's own, which tells more than a function's name."""
    inner = resource.pointee if isinstance(resource, Pointer) else resource
    return isinstance(inner, Record)


def _are_named_alike(releaser: Function, maker: Function) -> bool:
    """Whether two names differ only in the words for making and releasing."""
    return _rest(releaser) == _rest(maker)


def _rest(function: Function) -> list[str]:
    return [word for word in words_of(function.name) if word not in MAKERS | RELEASERS]
