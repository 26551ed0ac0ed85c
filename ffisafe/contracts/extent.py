"""How many elements and bytes the pointers of one call have."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

from ffisafe.contracts.evaluate import Lookup, evaluate
from ffisafe.contracts.messages import one_line
from ffisafe.contracts.state import State, Value
from ffisafe.contracts.types import field_types, size_bytes
from ffisafe.errors import ExpressionError
from ffisafe.model.contract import FunctionContract, StructContract, ValueContract
from ffisafe.model.ctype import CType, FunctionType, Pointer, is_void
from ffisafe.model.expression import Expression, Name
from ffisafe.model.interface import Function, Interface
from ffisafe.model.layout import RecordLayout


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How far the memory behind a pointer reaches; ``shape`` is None where it is flat."""

    count: int
    size_bytes: int
    shape: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluator:
    """The values that extents are computed from; see :func:`~.evaluate.evaluate`."""

    lookup: Lookup
    strlen: Lookup | None = None
    before: Lookup | None = None
    strlen_before: Lookup | None = None

    def extent(self, expression: Expression) -> int:
        """Return the value of an expression that says how many.

        Raises:
            ExpressionError: It has no value, or a negative one.
        """
        value = evaluate(
            expression,
            self.lookup,
            strlen=self.strlen,
            before=self.before,
            strlen_before=self.strlen_before,
        )
        if value < 0:
            raise ExpressionError(one_line(f"`{expression.text}`: an extent of {value}"))
        return value


def extent_of(contract: ValueContract, pointee_bytes: int, evaluator: Evaluator) -> Extent:
    """Return the extent of a pointer.

    Without ``count``, ``bytes`` and ``shape`` it is one element. Behind a ``void *``, whose
    pointee has no size, elements are bytes.

    Raises:
        ExpressionError: An expression has no value or a negative one, or ``shape`` has another
            number of elements than the extent.
    """
    unit = pointee_bytes or 1
    shape = None
    if contract.shape is not None:
        shape = tuple(evaluator.extent(dimension) for dimension in contract.shape)
    if contract.bytes is not None:
        total = evaluator.extent(contract.bytes)
        count = total // unit
    else:
        count = evaluator.extent(contract.count) if contract.count else prod(shape or ())
        total = count * unit
    if shape is not None and prod(shape) != count:
        raise ExpressionError(f"`shape` has {prod(shape)} elements, and the extent has {count}")
    return Extent(count=count, size_bytes=total, shape=shape)


def factors(contract: ValueContract) -> tuple[str, ...] | None:
    """Return the names whose product is a pointer's extent in elements; None if it is no such product."""
    if contract.zero_terminated or contract.bytes or (contract.count and contract.shape):
        return None
    dimensions = contract.shape or ((contract.count,) if contract.count else ())
    names = [dimension.root for dimension in dimensions]
    plain = [name.path[0] for name in names if isinstance(name, Name) and len(name.path) == 1]
    return tuple(plain) if len(plain) == len(names) else None


def extent_bytes(
    contract: ValueContract, pointee_bytes: int, lookup: Lookup, *, strlen: Lookup | None = None
) -> int:
    """Return the extent of a pointer in bytes; see :func:`extent_of`."""
    evaluator = Evaluator(lookup=lookup, strlen=strlen)
    return extent_of(contract, pointee_bytes, evaluator).size_bytes


def call_extents(
    function: Function,
    contract: FunctionContract,
    interface: Interface,
    values: Mapping[str, Value],
    *,
    before: Mapping[str, Value] | None = None,
) -> dict[str, Extent]:
    """Return the extents of a call's pointers, by parameter name.

    NULL has the extent 0. A zero-terminated string of which nothing else is said has its own
    length, the NUL included, and is left out where its value is not given.

    Args:
        function: The function that is called.
        contract: What is said about it.
        interface: The header that declares it.
        values: The arguments by name, pointers only as far as a contract looks behind them;
            with ``return``, the result's extent is given too.
        before: The arguments as they were before the call, for ``old(...)``.

    Raises:
        ExpressionError: An extent has no value in this call.
    """
    types = {parameter.name: parameter.type for parameter in function.parameters if parameter.name}
    contracts = dict(contract.params)
    if "return" in values:
        types["return"] = function.result
        contracts["return"] = contract.returns
    return _extents(types, contracts, interface, values, before)


def record_extents(
    record: RecordLayout,
    contract: StructContract,
    interface: Interface,
    values: Mapping[str, Value],
) -> dict[str, Extent]:
    """Return the extents of a struct's pointers, by field name.

    Names in its contract are its own fields first, then constants of the header.

    Raises:
        ExpressionError: An extent has no value for these fields.
    """
    types = field_types(record, interface)
    return _extents(types, contract.fields, interface, values, None)


def _extents(
    types: Mapping[str, CType],
    contracts: Mapping[str, ValueContract],
    interface: Interface,
    values: Mapping[str, Value],
    before: Mapping[str, Value] | None,
) -> dict[str, Extent]:
    evaluator = _evaluator(interface, values, before)
    found = {}
    for name, ctype in types.items():
        unit = unit_bytes(ctype, interface)
        if unit is None:
            continue
        contract = contracts.get(name, ValueContract())
        if name in values and evaluator.lookup(Name((name,))) == 0:
            found[name] = Extent(count=0, size_bytes=0)
        elif not contract.zero_terminated or contract.count or contract.bytes or contract.shape:
            found[name] = extent_of(contract, unit, evaluator)
        elif isinstance(values.get(name), bytes) and evaluator.strlen:
            count = evaluator.strlen(Name((name,))) + 1
            found[name] = Extent(count=count, size_bytes=count * unit)
    return found


def _evaluator(
    interface: Interface, values: Mapping[str, Value], before: Mapping[str, Value] | None
) -> Evaluator:
    now = State(values, interface.constants)
    if before is None:
        return Evaluator(lookup=now.lookup, strlen=now.strlen)
    past = State(before, interface.constants)
    return Evaluator(lookup=now.lookup, strlen=now.strlen, before=past.lookup, strlen_before=past.strlen)


def unit_bytes(ctype: CType, interface: Interface) -> int | None:
    """Return the size of what a pointer points to; None where it points to no known object."""
    if not isinstance(ctype, Pointer) or isinstance(ctype.pointee, FunctionType):
        return None
    return 1 if is_void(ctype.pointee) else size_bytes(ctype.pointee, interface)
