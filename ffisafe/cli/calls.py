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
        yield _located(
            interface,
            ListedCall(
                name=function.name,
                is_typedef=False,
                type=function.type,
                parameter_names=tuple(parameter.name for parameter in function.parameters),
                location=function.location,
            ),
        )


def _typedefs(interface: Interface) -> Iterator[ListedCall]:
    for name, ctype in interface.typedefs.items():
        if isinstance(ctype, Pointer) and isinstance(ctype.pointee, FunctionType):
            function = ctype.pointee
            names = (None,) * len(function.parameters)
            listed = ListedCall(name=name, is_typedef=True, type=function, parameter_names=names)
            yield _located(interface, listed)


def _located(interface: Interface, listed: ListedCall) -> ListedCall:
    """Return a call with the places of its arguments, or with the reason why they are not known."""
    function = listed.type
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
