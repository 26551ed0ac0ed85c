"""``ffisafe layout --calls``: where the arguments and results of a header's functions travel."""

from collections.abc import Iterator
from dataclasses import replace

from ffisafe.abi.calls import call_layout
from ffisafe.abi.layout import size_and_alignment
from ffisafe.abi.platforms import TARGETS
from ffisafe.errors import ConfigError, UnsupportedTypeError
from ffisafe.model.call import Passing
from ffisafe.model.ctype import FunctionType, Pointer, Scalar
from ffisafe.model.interface import Interface
from ffisafe.model.source import SourceLocation
from ffisafe.model.target import Target
from ffisafe.report.layout.calls import CallListing, ListedCall

_FURTHER = ("int", "double")  # what most arguments for `...` are, or are promoted to


def require_convention(target: Target) -> None:
    """Make sure that it is known how a target passes arguments.

    Raises:
        ConfigError: It is not.
    """
    if target.calls is None:
        known = ", ".join(sorted(triple for triple, each in TARGETS.items() if each.calls is not None))
        raise ConfigError(
            f"--calls: the calling convention of {target.triple} is not known", hint=f"choose one of: {known}"
        )


def list_calls(interface: Interface) -> CallListing:
    """Return how each function of a header is called, and each that a typedef points to."""
    assert interface.target.calls is not None
    return CallListing(
        target=interface.target.triple,
        convention=interface.target.calls,
        calls=(*_functions(interface), *_typedefs(interface)),
    )


def _functions(interface: Interface) -> Iterator[ListedCall]:
    for function in interface.functions.values():
        names = tuple(parameter.name for parameter in function.parameters)
        yield _listed(interface, function.name, function.type, names, function.location)


def _typedefs(interface: Interface) -> Iterator[ListedCall]:
    for name, ctype in interface.typedefs.items():
        if isinstance(ctype, Pointer) and isinstance(ctype.pointee, FunctionType):
            names = (None,) * len(ctype.pointee.parameters)
            yield _listed(interface, name, ctype.pointee, names, None, is_typedef=True)


def _listed(
    interface: Interface,
    name: str,
    function: FunctionType,
    names: tuple[str | None, ...],
    location: SourceLocation | None,
    *,
    is_typedef: bool = False,
) -> ListedCall:
    listed = ListedCall(
        name=name, is_typedef=is_typedef, type=function, parameter_names=names, location=location
    )
    try:
        layout = call_layout(function, interface.records, interface.target)
        sizes = tuple(
            size_and_alignment(ctype, interface.records)[0]
            for ctype in (*function.parameters, function.result)
        )
    except UnsupportedTypeError as error:
        return replace(listed, reason=error.message)
    further = _further(interface, function) if function.variadic else None
    return replace(listed, layout=layout, sizes_bytes=sizes, further=further)


def _further(interface: Interface, function: FunctionType) -> dict[str, Passing]:
    """Return where the first argument for `...` goes, for the types that it has most often."""
    found = {}
    for name in _FURTHER:
        fact = interface.target.scalars[name]
        ctype = Scalar(
            name=name, encoding=fact.encoding, size_bytes=fact.size_bytes, align_bytes=fact.align_bytes
        )
        found[name] = call_layout(function, interface.records, interface.target, [ctype]).parameters[-1]
    return found
