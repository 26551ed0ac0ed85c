"""What each function needs and makes, worked out once from header and contract."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ffisafe.model.contract import (
    Contract,
    Direction,
    Release,
    StructContract,
    Transfer,
    ValueContract,
)
from ffisafe.model.ctype import CType, Pointer, Record
from ffisafe.model.interface import Interface
from ffisafe.model.spelling import spell_c
from ffisafe.strategies import CallContract, obstacle


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A parameter that takes a live resource; ``consumes``: it is gone afterwards."""

    parameter: str
    key: str
    consumes: bool
    nullable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A resource that a call hands out: in its result (``return``) or an out parameter."""

    place: str
    key: str
    release: Release | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One function: what it needs and what it makes; ``reason``: why it can never be called."""

    call: CallContract
    needs: tuple[Need, ...]
    makes: tuple[Made, ...]
    reason: str | None

    @property
    def name(self) -> str:
        """The function's name."""
        return self.call.function.name


def make_plans(interface: Interface, contract: Contract, uncallable: Mapping[str, str]) -> tuple[Plan, ...]:
    """Return a plan for every function of an interface, in the header's order.

    Args:
        interface: The header.
        contract: What is said about it.
        uncallable: Functions that the runner cannot call, with the reason.
    """
    calls = [CallContract.of(f, contract, interface) for f in interface.functions.values()]
    made = {call.function.name: _made(call) for call in calls}
    every = [each for makes in made.values() for each in makes]
    released = {each.release.function: each.key for each in every if each.release is not None}
    keys = {each.key for each in every}
    plans = []
    for call in calls:
        needs = _needs(call, keys, released.get(call.function.name))
        name = call.function.name
        reason = uncallable.get(name) or _obstacle(call, needs, keys)
        plans.append(Plan(call=call, needs=needs, makes=made[name], reason=reason))
    return tuple(plans)


def _made(call: CallContract) -> tuple[Made, ...]:
    """Return what a function hands out: its result first, then its out parameters."""
    said, result = call.contract.returns, call.function.result
    found = []
    if isinstance(result, Record) and _owns(call, result):
        found.append(Made(place="return", key=result.key, release=said.release))
    elif said.transfer is Transfer.FULL and (key := _pointer_key(result, said)):
        found.append(Made(place="return", key=key, release=said.release))
    for name, ctype in call.types().items():
        about = call.contract.params.get(name, ValueContract())
        is_out = about.direction is Direction.OUT and about.transfer is Transfer.FULL
        if is_out and isinstance(ctype, Pointer) and (key := _pointer_key(ctype.pointee, about)):
            found.append(Made(place=name, key=key, release=about.release))
    return tuple(found)


def _pointer_key(ctype: CType, said: ValueContract) -> str | None:
    """Return what kind of resource a pointer is: by its record, or else by its release function."""
    if not isinstance(ctype, Pointer):
        return None
    if isinstance(ctype.pointee, Record):
        return f"{ctype.pointee.key} *"
    return f"released by {said.release.function}" if said.release else None


def _owns(call: CallContract, record: Record) -> bool:
    """Whether a struct by value carries resources in its fields."""
    layout = call.interface.records.get(record.key)
    said = call.structs.get(layout.name if layout else "", StructContract())
    return any(field.transfer is Transfer.FULL for field in said.fields.values())


def _needs(call: CallContract, keys: set[str], releases: str | None) -> tuple[Need, ...]:
    needs = []
    for name, ctype in call.types().items():
        said = call.contract.params.get(name, ValueContract())
        key = _needed(call, ctype, said, keys, releases)
        if key is not None:
            consumes = said.transfer is Transfer.FULL or key == releases
            needs.append(Need(parameter=name, key=key, consumes=consumes, nullable=bool(said.nullable)))
    return tuple(needs)


def _needed(
    call: CallContract, ctype: CType, said: ValueContract, keys: set[str], releases: str | None
) -> str | None:
    match ctype:
        case Record(key=key) if _owns(call, ctype):
            return key
        case Pointer(pointee=Record(key=key)):
            made, opaque = f"{key} *", key not in call.interface.records
            return made if made in keys or opaque or said.transfer is Transfer.FULL else None
        case Pointer() if releases is not None and releases.startswith("released by"):
            return releases if said.transfer is not Transfer.NONE else None
        case Pointer() if said.transfer is Transfer.FULL:
            return f"released by {call.function.name}"
    return None


def _obstacle(call: CallContract, needs: tuple[Need, ...], keys: set[str]) -> str | None:
    needed = {need.parameter: need for need in needs}
    for name, ctype in call.types().items():
        need = needed.get(name)
        if need is None:
            reason = obstacle(call, name)
            if reason is not None:
                return f"parameter `{name}`: {reason}"
        elif need.key not in keys and not need.nullable:
            return f"parameter `{name}`: no function makes a `{spell_c(ctype)}`"
    return None


def needed_for(plans: Sequence[Plan], names: Iterable[str]) -> list[Plan]:
    """Return the plans of some functions, of what makes their resources and what frees them."""
    chosen = set(names)
    while True:
        needed = {need.key for plan in plans if plan.name in chosen for need in plan.needs}
        made = {each.key for plan in plans if plan.name in chosen for each in plan.makes}
        more = {p.name for p in plans if _makes(p, needed) or _consumes(p, needed | made)}
        if more <= chosen:
            return [plan for plan in plans if plan.name in chosen]
        chosen |= more


def _makes(plan: Plan, keys: set[str]) -> bool:
    return any(made.key in keys for made in plan.makes)


def _consumes(plan: Plan, keys: set[str]) -> bool:
    return any(need.consumes and need.key in keys for need in plan.needs)
