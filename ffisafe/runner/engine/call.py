"""One call: arguments to the worker, then every check that the contract asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ffisafe.contracts import evaluate
from ffisafe.errors import ExpressionError
from ffisafe.model.contract import Direction, ValueContract
from ffisafe.model.ctype import CType, Pointer, is_void
from ffisafe.runner.engine.blame import blamed, commutation_failure
from ffisafe.runner.engine.commutation import Observed, disagreement
from ffisafe.runner.engine.observe import read_result, state_of
from ffisafe.runner.engine.plan import Made, Plan
from ffisafe.runner.engine.reference import Reference
from ffisafe.runner.failures import FFIFailure
from ffisafe.runner.library import Library
from ffisafe.runner.pointer import Pointer as WorkerPointer
from ffisafe.runner.values import Codec
from ffisafe.strategies import Memory, direction_of

Values = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a call returned and left in out parameters; ``failed``: the contract's ``error`` holds."""

    result: Any
    failed: bool
    outs: Values = field(default_factory=dict)

    def handed_out(self, place: str) -> Any:
        """Return what is in the result (``return``) or in an out parameter."""
        return self.result if place == "return" else self.outs.get(place)


@dataclass(slots=True, kw_only=True)
class Caller:
    """Makes calls and checks them; ``lent`` is memory that outlives its call."""

    library: Library
    references: Mapping[str, Reference]
    lent: list[Any] = field(default_factory=list)

    @property
    def _codec(self) -> Codec:
        return Codec(self.library.interface, int, lambda address, _: address)

    def call(self, plan: Plan, values: Values) -> Outcome:
        """Call a function and check what it did.

        Raises:
            FFIFailure: The library broke the contract, or broke.
        """
        inputs = {
            name: _snapshot(value, is_array=_is_array(plan, name))
            for name, value in values.items()
            if not _is_out(plan, name)
        }
        passed = {n: self._passed(plan, n, value) for n, value in values.items()}
        result = self.library.call(plan.name, *passed.values())
        failed = _failed(plan, values, result)
        content = result if failed else self.read(plan, values, result)
        self._check_reference(plan, inputs, passed, Outcome(result=content, failed=failed))
        outs = {made.place: self._pointer_in(plan, made, passed) for made in plan.makes}
        return Outcome(result=result, failed=failed, outs=outs)

    def _pointer_in(self, plan: Plan, made: Made, passed: Values) -> Any:
        """Return the pointer that a call left in an out parameter."""
        if made.place == "return" or passed[made.place] is None:
            return None
        ctype = pointee(plan, made.place)
        assert isinstance(ctype, Pointer)
        return library_pointer(self.library, int(passed[made.place][0]), ctype)

    def read(self, plan: Plan, values: Mapping[str, Any], result: Any) -> Any:
        """Read all that a result promises; a failure there is its maker's."""
        try:
            return read_result(self.library, plan.call, values, result)
        except FFIFailure as failure:
            raise blamed(failure, plan.name) from None

    def _passed(self, plan: Plan, name: str, value: Any) -> Any:
        """Return an argument as the runner takes it."""
        match value:
            case Memory(content=list() as structs):
                if not value.written and name not in _referred(plan):
                    return structs
                raw = self._codec.encode_many(pointee(plan, name), structs)
                return self._lend(raw) if name in _referred(plan) else bytearray(raw)
            case Memory(content=np.ndarray() as array):
                if _said(plan, name).zero_terminated and not value.written:
                    return array.tobytes()
                copy = array.copy(order="A")
                return self._lend_array(copy) if name in _referred(plan) else copy
            case dict():
                return {field: self._field(content) for field, content in value.items()}
        return value

    def _field(self, value: Any) -> Any:
        match value:
            case Memory(content=np.ndarray() as array):
                return self._lend_array(array)
        return value

    def _lend_array(self, array: "np.ndarray[Any, Any]") -> Any:
        return self._lend(np.ascontiguousarray(array.ravel(order="K")))

    def _lend(self, content: "np.ndarray[Any, Any] | bytes") -> Any:
        pointer = self.library.new(content)
        self.lent.append(pointer)
        return pointer

    def _check_reference(self, plan: Plan, inputs: Values, passed: Values, outcome: Outcome) -> None:
        reference = self.references.get(plan.name)
        if reference is None or plan.needs:
            return
        handed_out = {made.place for made in plan.makes}
        outs = [
            (f"`{name}`", self._written(plan, name, value))
            for name, value in passed.items()
            if _is_written(plan, name, value) and name not in handed_out
        ]
        observed = Observed(
            inputs=[_as_argument(plan, name, value) for name, value in inputs.items()],
            result=outcome.result,
            outs=outs,
            is_void=is_void(plan.call.function.result),
            outs_declared=any(_said(plan, name).direction for name in passed),
            failed=outcome.failed if plan.call.contract.error else None,
            place=f"{plan.call.contract.location or 'contract'}: {plan.name}",
            tolerance=plan.call.contract.tolerance,
            terms=_terms(inputs),
        )
        found = disagreement(reference, observed)
        if found is not None:
            raise commutation_failure(plan.name, found, self.library)

    def _written(self, plan: Plan, name: str, value: Any) -> Any:
        """Return what a call left behind in an argument."""
        if isinstance(value, np.ndarray):
            return value
        ctype = pointee(plan, name)
        count = len(value) // self._codec.size(ctype)
        structs = [dict(each) for each in self._codec.decode_many(ctype, count, value)]
        return structs if _is_array(plan, name) else structs[0]


def library_pointer(library: Library, address: int, ctype: Pointer) -> WorkerPointer:
    """Return an address in the library's present worker as a pointer."""
    return WorkerPointer(library, address, ctype, library.generation)


def _failed(plan: Plan, values: Mapping[str, Any], result: Any) -> bool:
    error = plan.call.contract.error
    if error is None:
        return False
    state = state_of(plan.call, values, result)
    try:
        return bool(evaluate(error, state.lookup, strlen=state.strlen))
    except ExpressionError:
        return False


def _said(plan: Plan, name: str) -> ValueContract:
    return plan.call.contract.params.get(name, ValueContract())


def _referred(plan: Plan) -> set[str]:
    """Return the parameters whose memory the result refers to: it must outlive the call."""
    said = plan.call.contract.returns
    return {name for name in (said.lifetime, said.zero_copy) if name is not None}


def _direction(plan: Plan, name: str) -> Direction:
    ctype = plan.call.types()[name]
    return direction_of(ctype, _said(plan, name)) if isinstance(ctype, Pointer) else Direction.IN


def _is_out(plan: Plan, name: str) -> bool:
    return _direction(plan, name) is Direction.OUT


def _is_written(plan: Plan, name: str, value: Any) -> bool:
    is_memory = isinstance(value, np.ndarray | bytearray)
    return is_memory and _direction(plan, name) is not Direction.IN


def pointee(plan: Plan, name: str) -> CType:
    """Return what a pointer parameter points to."""
    ctype = plan.call.types()[name]
    assert isinstance(ctype, Pointer)
    return ctype.pointee


def _is_array(plan: Plan, name: str) -> bool:
    """Whether the contract says how many a pointer points to; without a word it is one."""
    said = _said(plan, name)
    return said.count is not None or said.bytes is not None or said.shape is not None


def _snapshot(value: Any, *, is_array: bool = True) -> Any:
    """Return what an argument was before the call; one struct is a struct, not an array."""
    match value:
        case Memory(content=list() as structs):
            return structs if is_array else structs[0]
        case Memory(content=np.ndarray() as array):
            return array.copy(order="A")
        case dict():
            return {name: _snapshot(field) for name, field in value.items()}
    return value


def _as_argument(plan: Plan, name: str, value: Any) -> Any:
    """Return an argument as a reference takes it: strings as bytes, without the NUL."""
    if isinstance(value, np.ndarray) and _said(plan, name).zero_terminated:
        return value.tobytes().partition(b"\0")[0]
    return value


def _terms(inputs: Values) -> int:
    """Return how many products an element of the result may sum: no more than the longest side."""
    arrays = [value for value in inputs.values() if isinstance(value, np.ndarray)]
    return max([1, *(max(array.shape, default=1) for array in arrays)])
