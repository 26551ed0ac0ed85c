"""One contract out of several sources, and where they disagree (FFI507)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ffisafe.contracts.attributes import attribute_statements
from ffisafe.contracts.macros import MacroReader
from ffisafe.contracts.place import raise_first
from ffisafe.contracts.product import Product, product_of
from ffisafe.contracts.resolve import ContractProblem
from ffisafe.contracts.statements import RETURN, Kind, Site, Source, Statement, statements_of, written
from ffisafe.contracts.types import mentioned_records, part_types, points_to, size_bytes
from ffisafe.model.contract import Contract, FunctionContract, Release, StructContract, ValueContract
from ffisafe.model.ctype import is_void
from ffisafe.model.expression import Expression
from ffisafe.model.interface import Interface

_EXTENTS = ("count", "bytes", "shape")
_COLLECTED = frozenset({"requires", "ensures"})  # what each source says holds: all of it does


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The contract that counts, and a problem for each word that two sources give differently."""

    contract: Contract
    conflicts: tuple[ContractProblem, ...]


def merge_header(config: Contract, interface: Interface) -> Merged:
    """Return what a contract file, the macros and the attributes of a header say together.

    Raises:
        ConfigError: A macro says something malformed, or a word where it cannot stand.
    """
    reader = MacroReader(interface)
    statements = [*attribute_statements(interface), *reader.statements(), *statements_of(config)]
    raise_first(reader.mistakes)
    return merge(config, statements, interface)


def merge(config: Contract, statements: Iterable[Statement], interface: Interface) -> Merged:
    """Merge statements; where they disagree, the one of the highest authority counts."""
    by_site: dict[Site, list[Statement]] = defaultdict(list)
    for statement in sorted(statements, key=lambda each: each.source):
        by_site[statement.site].append(statement)
    units = _Units(interface)
    kept: dict[Site, dict[str, Statement]] = {}
    conflicts: list[ContractProblem] = []
    for site, said in by_site.items():
        kept[site], disagreeing = _resolve(said, units.of(site))
        conflicts += (_conflict(winner, loser) for winner, loser in disagreeing)
    return Merged(contract=_contract(config, kept), conflicts=tuple(conflicts))


_Pair = tuple[Statement, Statement]  # the statement that counts, and one that contradicts it


def _resolve(said: Sequence[Statement], unit: int | None) -> tuple[dict[str, Statement], list[_Pair]]:
    """Return what counts at one site, and what contradicts it; ``said`` is in rising authority."""
    by_attribute: dict[str, list[Statement]] = defaultdict(list)
    for statement in said:
        by_attribute[statement.attribute].append(statement)
    kept, pairs = {}, []
    for attribute, several in by_attribute.items():
        if attribute in _COLLECTED:
            kept[attribute] = _collected(several)
            continue
        kept[attribute] = winner = several[-1]
        if attribute not in _EXTENTS:
            pairs += [(winner, loser) for loser in _contradicting(winner, several[:-1])]
    return _with_one_extent(kept, said, unit, pairs), pairs


def _collected(several: Sequence[Statement]) -> Statement:
    conditions = dict.fromkeys(each for statement in several for each in _conditions(statement.value))
    return replace(several[-1], value=tuple(conditions))


def _conditions(value: Any) -> tuple[Expression, ...]:
    return value if isinstance(value, tuple) else (value,)


def _contradicting(winner: Statement, others: Sequence[Statement]) -> Iterator[Statement]:
    """Yield the statements that contradict one; several deallocators of GCC's are a choice."""
    contradicting = [each for each in others if not _agree(winner, each)]
    alternatives = [each for each in others if each.source is Source.ATTRIBUTE]
    if winner.attribute == "release" and len(contradicting) < len(alternatives):
        contradicting = [each for each in contradicting if each.source is not Source.ATTRIBUTE]
    if winner.attribute == "release" and winner.source is Source.ATTRIBUTE:
        contradicting = []
    yield from contradicting


def _agree(one: Statement, other: Statement) -> bool:
    match one.value, other.value:
        case Expression() as first, Expression() as second:
            return first.root == second.root
        case Release() as first, Release() as second:
            alone = (None, (one.site.part or RETURN,))
            same_call = first.arguments == second.arguments or (
                first.arguments in alone and second.arguments in alone
            )
            guessed = Source.ATTRIBUTE in {one.source, other.source}  # which names a function, not a call
            return first.function == second.function and (same_call or guessed)
    return bool(one.value == other.value)


def _with_one_extent(
    kept: dict[str, Statement], said: Sequence[Statement], unit: int | None, pairs: list[_Pair]
) -> dict[str, Statement]:
    """Keep the extent of the highest authority: ``count``, ``bytes`` and ``shape`` say the same thing."""
    extents = [each for each in said if each.attribute in _EXTENTS]
    if not extents:
        return kept
    highest = extents[-1].source
    winners = [each for each in extents if each.source is highest]
    losers = [each for each in extents if each.source is not highest]
    winner = winners[-1]
    for loser in (*winners[:-1], *losers):
        is_detail = loser in winners and loser.attribute != winner.attribute
        if not is_detail and _extent(loser, unit) != _extent(winner, unit):
            pairs.append((winner, loser))
    dropped = {each.attribute for each in losers} - {each.attribute for each in winners}
    return {attribute: each for attribute, each in kept.items() if attribute not in dropped}


def _extent(statement: Statement, unit: int | None) -> Product:
    """Return how many bytes an extent is, as far as its factors tell."""
    roots = [each.root for each in _conditions(statement.value)]
    return product_of(roots, unit_bytes=1 if statement.attribute == "bytes" else unit)


class _Units:
    """The sizes of what pointers point to; behind a ``void *`` elements are bytes."""

    def __init__(self, interface: Interface) -> None:
        self._interface = interface
        self._records = mentioned_records(interface)

    def of(self, site: Site) -> int | None:
        is_function = site.kind is Kind.FUNCTION
        types = part_types(
            is_function=is_function, name=site.name, interface=self._interface, records=self._records
        )
        pointee = points_to(types[site.part]) if site.part in types else None
        if pointee is None:
            return None
        return 1 if is_void(pointee) else size_bytes(pointee, self._interface)


def _conflict(winner: Statement, loser: Statement) -> ContractProblem:
    here, there = loser, winner
    same = winner.word == loser.word
    other = written(there.value) if same else f"{there.word} = {written(there.value)}"
    return ContractProblem(
        code="FFI507",
        symbol=here.site.symbol,
        message=(
            f"`{here.word}` of {here.site.subject} is `{written(here.value)}` here,"
            f" and `{other}` at {there.location or 'another place'}"
        ),
        help="make the two say the same, or remove one of them; until then the other place counts",
        location=here.location,
    )


@dataclass(slots=True)
class _Parts:
    """What is being put together about one function or struct."""

    whole: dict[str, Statement] = field(default_factory=dict)
    parts: dict[str, dict[str, Statement]] = field(default_factory=dict)


def _contract(config: Contract, kept: Mapping[Site, dict[str, Statement]]) -> Contract:
    """Return the contract; what the file only mentions is in it too, so that its names are checked."""
    functions: dict[str, _Parts] = defaultdict(_Parts)
    structs: dict[str, _Parts] = defaultdict(_Parts)
    for name, function in config.functions.items():
        functions[name].parts |= {part: {} for part in function.params}
    for name, struct in config.structs.items():
        structs[name].parts |= {part: {} for part in struct.fields}
    for site, said in kept.items():
        owner = (functions if site.kind is Kind.FUNCTION else structs)[site.name]
        if site.part is None:
            owner.whole = said
        else:
            owner.parts[site.part] = said
    return replace(
        config,
        functions={name: _function(found, config.functions.get(name)) for name, found in functions.items()},
        structs={name: _struct(found, config.structs.get(name)) for name, found in structs.items()},
    )


def _function(found: _Parts, said: FunctionContract | None) -> FunctionContract:
    old = said or FunctionContract()
    params = {
        part: _value(words, old.params.get(part)) for part, words in found.parts.items() if part != RETURN
    }
    returns = _value(found.parts.get(RETURN, {}), old.returns)
    return FunctionContract(params=params, returns=returns, **_attributes(found.whole, old.location))


def _struct(found: _Parts, said: StructContract | None) -> StructContract:
    old = said or StructContract()
    parts = {part: _value(words, old.fields.get(part)) for part, words in found.parts.items()}
    return StructContract(fields=parts, **_attributes(found.whole, old.location))


def _value(words: dict[str, Statement], said: ValueContract | None) -> ValueContract:
    return ValueContract(**_attributes(words, said.location if said else None))


def _attributes(words: dict[str, Statement], location: Any) -> dict[str, Any]:
    places = {name: each.location for name, each in words.items() if each.location}
    first = next(iter(places.values()), None)
    values = {name: each.value for name, each in words.items()}
    return {**values, "location": location or first, "places": places}
