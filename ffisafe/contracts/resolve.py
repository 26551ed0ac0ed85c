"""The names of a contract against those of the header.

A misspelt function, parameter, struct or field stops the work: what is said about it would be
said about nothing. The rest are findings: a release function that cannot do it (FFI503), a
name that an expression cannot use (FFI504), a word that contradicts the type (FFI505).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ffisafe.contracts.expression import parse
from ffisafe.contracts.fit import misfits
from ffisafe.contracts.release import release_flaws
from ffisafe.contracts.scope import Misuse, Scope, UnknownNameError
from ffisafe.contracts.spelling import check_spelling
from ffisafe.contracts.types import field_types, mentioned_records
from ffisafe.model.contract import (
    Contract,
    FunctionContract,
    Places,
    Release,
    StructContract,
    ValueContract,
)
from ffisafe.model.ctype import CType, Record, is_void
from ffisafe.model.expression import Expression, Name
from ffisafe.model.interface import Function, Interface
from ffisafe.model.layout import RecordLayout
from ffisafe.model.source import SourceLocation


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractProblem:
    """What a contract says that the header does not bear out; to become a finding."""

    code: str
    symbol: str
    message: str
    help: str
    location: SourceLocation | None


def check_names(contract: Contract, interface: Interface) -> tuple[ContractProblem, ...]:
    """Check every name of a contract against a header.

    Returns:
        A problem for each release function that does not fit (FFI503), each name that an
        expression or release template cannot use (FFI504) and each word that contradicts the
        type (FFI505), in the contract's order.

    Raises:
        ConfigError: It names a function, parameter, struct or field that the header lacks.
    """
    check_spelling(contract, interface)
    records = mentioned_records(interface)
    found: list[ContractProblem] = []
    for name, function in contract.functions.items():
        found += _in_function(function, interface.functions[name], interface)
    for name, struct in contract.structs.items():
        layout = records[name]
        if layout:
            found += _in_struct(name, struct, layout, interface)
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    """What is being checked: ``parameter `a` of `f```, whose symbol is ``f.a``."""

    subject: str
    symbol: str
    location: SourceLocation | None
    places: Places = field(default_factory=dict)

    def expression(
        self, word: str, expression: Expression, scope: Scope, *, truth: bool = False
    ) -> Iterator[ContractProblem]:
        """Yield a problem for each name that an expression cannot use."""
        for misuse in scope.misuses(expression, truth=truth):
            yield self._problem(word, misuse, expression.location)

    def extents(self, value: ValueContract, scope: Scope) -> Iterator[ContractProblem]:
        """Yield the problems of everything that says how many there are."""
        for word, extent in (("count", value.count), ("bytes", value.bytes)):
            if extent is not None:
                yield from self.expression(word, extent, scope)
        for dimension in value.shape or ():
            yield from self.expression("shape", dimension, scope)

    def release(
        self, release: Release | None, resource: CType, scope: Scope, own: str = "return"
    ) -> Iterator[ContractProblem]:
        """Yield what is wrong with a release; ``own`` stands for the resource in its template."""
        if release is None:
            return
        for argument in release.arguments or ():
            root = parse(argument).root
            try:
                scope.type_of(root if isinstance(root, Name) else Name((argument,)))
            except UnknownNameError as error:
                misuse = Misuse(name=argument, reason=error.reason, hint=error.hint)
                yield self._problem("release", misuse, None)
        for reason, hint in release_flaws(release, resource, scope, own):
            yield self._named("FFI503", "release", Misuse(name=release.function, reason=reason, hint=hint))

    def words(self, value: ValueContract, ctype: CType, interface: Interface) -> Iterator[ContractProblem]:
        """Yield a problem for each word that contradicts the type."""
        for word, reason, remedy in misfits(value, ctype, interface):
            yield ContractProblem(
                code="FFI505",
                symbol=self.symbol,
                message=f"`{word}` of {self.subject} {reason}",
                help=remedy,
                location=self._place(word),
            )

    def _place(self, word: str) -> SourceLocation | None:
        return self.places.get(word.replace("-", "_"), self.location)

    def _problem(self, word: str, misuse: Misuse, location: SourceLocation | None) -> ContractProblem:
        return self._named("FFI504", word, misuse, location)

    def _named(
        self, code: str, word: str, misuse: Misuse, location: SourceLocation | None = None
    ) -> ContractProblem:
        return ContractProblem(
            code=code,
            symbol=self.symbol,
            message=f"`{word}` of {self.subject} names `{misuse.name}`, {misuse.reason}",
            help=misuse.hint,
            location=location or self._place(word),
        )


def _in_function(
    contract: FunctionContract, function: Function, interface: Interface
) -> Iterator[ContractProblem]:
    before, after = _scopes(function, interface)
    types = {parameter.name: parameter.type for parameter in function.parameters}
    for name, value in contract.params.items():
        site = _Site(
            subject=f"parameter `{name}` of `{function.name}`",
            symbol=f"{function.name}.{name}",
            location=value.location,
            places=value.places,
        )
        yield from site.words(value, types[name], interface)
        yield from site.extents(value, before)
        yield from site.release(value.release, types[name], after, name)
    site = _Site(
        subject=f"the result of `{function.name}`",
        symbol=f"{function.name}.return",
        location=contract.returns.location,
        places=contract.returns.places,
    )
    yield from site.words(contract.returns, function.result, interface)
    yield from site.extents(contract.returns, after)
    if not is_void(function.result):
        yield from site.release(contract.returns.release, function.result, after)
    yield from _in_conditions(contract, function, before, after)


def _in_conditions(
    contract: FunctionContract, function: Function, before: Scope, after: Scope
) -> Iterator[ContractProblem]:
    name = function.name
    site = _Site(subject=f"`{name}`", symbol=name, location=contract.location, places=contract.places)
    for condition in contract.requires:
        yield from site.expression("requires", condition, before, truth=True)
    for condition in contract.ensures:
        yield from site.expression("ensures", condition, after, truth=True)
    if contract.error is not None:
        yield from site.expression("error", contract.error, after, truth=True)


def _scopes(function: Function, interface: Interface) -> tuple[Scope, Scope]:
    """Return what names mean before a call and after it."""
    names = {parameter.name: parameter.type for parameter in function.parameters if parameter.name}
    kind = f"parameter of `{function.name}`"
    result = {} if is_void(function.result) else {"return": function.result}
    return (
        Scope(interface=interface, names=names, kind=kind),
        Scope(interface=interface, names=names | result, kind=kind, after=True),
    )


def _in_struct(
    name: str, contract: StructContract, layout: RecordLayout, interface: Interface
) -> Iterator[ContractProblem]:
    fields = field_types(layout, interface)
    scope = Scope(interface=interface, names=fields, kind=f"field of `{name}`")
    for part, value in contract.fields.items():
        site = _Site(
            subject=f"field `{part}` of `{name}`",
            symbol=f"{name}.{part}",
            location=value.location,
            places=value.places,
        )
        yield from site.words(value, fields[part], interface)
        yield from site.extents(value, scope)
    site = _Site(subject=f"`{name}`", symbol=name, location=contract.location, places=contract.places)
    key = next(key for key, known in interface.records.items() if known is layout)
    whole = Record(kind=layout.kind, name=name, key=key)
    with_itself = replace(scope, names={**fields, "return": whole})  # the struct that a call returned
    yield from site.release(contract.release, whole, with_itself)
