"""The functions, parameters, structs and fields that a contract speaks about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ffisafe.contracts.messages import did_you_mean
from ffisafe.contracts.place import Mistake, raise_first
from ffisafe.contracts.types import field_types, mentioned_records
from ffisafe.model.contract import Contract, FunctionContract, StructContract, ValueContract
from ffisafe.model.interface import Function, Interface
from ffisafe.model.layout import RecordLayout
from ffisafe.model.source import SourceLocation

_FIXED_LIFETIMES = frozenset({"call", "static"})


def check_spelling(contract: Contract, interface: Interface) -> None:
    """Check that all that a contract speaks about is in the header.

    Raises:
        ConfigError: It names a function, parameter, struct or field that the header lacks.
    """
    start = SourceLocation(file=contract.path or "contract", line=1)
    checker = _Checker(interface=interface, start=start)
    records = mentioned_records(interface)
    mistakes: list[Mistake] = []
    for name, function in contract.functions.items():
        mistakes += checker.function(name, function)
    for name, struct in contract.structs.items():
        mistakes += checker.struct(name, struct, records)
    raise_first(mistakes)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checker:
    """The search for mistakes; what has no place of its own stands at ``start``."""

    interface: Interface
    start: SourceLocation

    def function(self, name: str, contract: FunctionContract) -> Iterator[Mistake]:
        function = self.interface.functions.get(name)
        if function is None:
            yield self._undeclared("function", name, contract.location, self.interface.functions)
            return
        parameters = _parameters(function)
        for parameter, value in contract.params.items():
            if parameter not in parameters:
                what = f"parameter `{parameter}` of `{name}`, which has no parameter of this name"
                hint = did_you_mean(parameter, parameters, "its parameters are")
                yield self._mistake(value.location, what, hint)
            subject = f"parameter `{parameter}` of `{name}`"
            yield from self._lifetime(value, subject, parameters, f"parameter of `{name}`")
        returns, subject = contract.returns, f"the result of `{name}`"
        yield from self._lifetime(returns, subject, parameters, f"parameter of `{name}`")
        if returns.zero_copy is not None and returns.zero_copy not in parameters:
            what = f"`{returns.zero_copy}` in `zero-copy` of {subject}, which is no parameter of it"
            hint = did_you_mean(returns.zero_copy, parameters, "its parameters are")
            yield self._mistake(returns.location, what, hint)

    def struct(
        self, name: str, contract: StructContract, records: dict[str, RecordLayout | None]
    ) -> Iterator[Mistake]:
        if name not in records:
            yield self._undeclared("struct", name, contract.location, records)
            return
        layout = records[name]
        fields = field_types(layout, self.interface) if layout else {}
        for field, value in contract.fields.items():
            if field not in fields:
                lack = "has no field of this name" if layout else "is incomplete in the header"
                what = f"field `{field}` of `{name}`, which {lack}"
                hint = did_you_mean(field, fields, "its fields are")
                yield self._mistake(value.location, what, hint)
            subject = f"field `{field}` of `{name}`"
            yield from self._lifetime(value, subject, fields, f"field of `{name}`")

    def _lifetime(
        self, value: ValueContract, subject: str, names: Iterable[str], kind: str
    ) -> Iterator[Mistake]:
        """Check the names in a lifetime; ``kind`` says what ``names`` are."""
        lifetime = value.lifetime
        if lifetime is None or lifetime in _FIXED_LIFETIMES:
            return
        valid: Iterable[str] = names
        written = [lifetime]
        if lifetime.startswith("until "):
            valid, kind = self.interface.functions, "function of the header"
            written = lifetime.removeprefix("until ").split(", ")
        for name in written:
            if name not in valid:
                what = f"`{name}` in `lifetime` of {subject}, which is no {kind}"
                yield self._mistake(value.location, what, did_you_mean(name, valid, "there are"))

    def _undeclared(
        self, kind: str, name: str, location: SourceLocation | None, valid: Iterable[str]
    ) -> Mistake:
        what = f"{kind} `{name}`, which is not declared in any header"
        return self._mistake(location, what, did_you_mean(name, valid, f"the header's {kind}s are"))

    def _mistake(self, location: SourceLocation | None, what: str, hint: str) -> Mistake:
        return Mistake(location or self.start, f"contract names {what}", hint)


def _parameters(function: Function) -> list[str]:
    return [parameter.name for parameter in function.parameters if parameter.name]
