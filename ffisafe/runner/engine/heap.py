"""What the library has handed out: resources with one owner, and borrows that end.

Ownership as in separation logic: a resource's points-to assertion is made by the call that
returns it and consumed by the call that takes it; a borrow holds as long as its owner lives
and no call that ends it has come between.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ffisafe.model.contract import Release
from ffisafe.runner.engine.plan import Plan

_UNTIL = "until "


@dataclass(eq=False, slots=True, kw_only=True)
class Resource:
    """A live resource: ``value`` is what the library handed out, in a call with ``arguments``."""

    key: str
    value: object
    release: Release | None
    arguments: Mapping[str, object]


@dataclass(eq=False, slots=True, kw_only=True)
class Borrow:
    """A pointer, or a struct of them, that may be read while its owners live."""

    value: object
    maker: Plan
    arguments: Mapping[str, object]
    owners: tuple[Resource, ...]
    until: frozenset[str]


@dataclass(slots=True)
class Heap:
    """The state of one program."""

    resources: list[Resource] = field(default_factory=list)
    borrows: list[Borrow] = field(default_factory=list)

    def available(self, key: str, besides: Iterable[Resource] = ()) -> list[Resource]:
        """Return the live resources of a kind, oldest first, without some."""
        taken = {id(resource) for resource in besides}
        return [r for r in self.resources if r.key == key and id(r) not in taken]

    def consume(self, resource: Resource) -> None:
        """Take a resource away, and with it what was borrowed from it."""
        self.resources.remove(resource)
        self.borrows = [b for b in self.borrows if resource not in b.owners]

    def called(self, function: str, used: Iterable[Resource]) -> None:
        """End the borrows that last until a call of this function on their owner."""
        touched = set(map(id, used))
        self.borrows = [
            b for b in self.borrows if function not in b.until or not touched & set(map(id, b.owners))
        ]


def until_of(lifetime: str | None) -> frozenset[str]:
    """Return the functions that end a lifetime of the form ``until F, G``."""
    if lifetime is None or not lifetime.startswith(_UNTIL):
        return frozenset()
    return frozenset(name.strip() for name in lifetime.removeprefix(_UNTIL).split(","))
