"""Ownership typestate: what is consumed is gone, and with it what was borrowed."""

from typing import Any

from ffisafe.runner.engine.heap import Borrow, Heap, Resource, until_of

PLAN: Any = None  # the heap does not look at plans


def resource(key: str = "Buffer *") -> Resource:
    """Return a resource of a kind."""
    return Resource(key=key, value=1, release=None, arguments={})


def borrow(owner: Resource, *until: str) -> Borrow:
    """Return what was borrowed from a resource."""
    return Borrow(value=2, maker=PLAN, arguments={}, owners=(owner,), until=frozenset(until))


def test_consumed_resource_is_not_available() -> None:
    """A release consumes the points-to assertion."""
    first, second = resource(), resource()
    heap = Heap(resources=[first, second])
    heap.consume(first)
    assert heap.available("Buffer *") == [second]


def test_one_call_never_gets_a_resource_twice() -> None:
    """What another argument took is left out."""
    first = resource()
    assert Heap(resources=[first]).available("Buffer *", besides=[first]) == []


def test_borrow_ends_with_its_owner() -> None:
    """Nothing borrowed outlives what it was borrowed from."""
    owner = resource()
    heap = Heap(resources=[owner], borrows=[borrow(owner)])
    heap.consume(owner)
    assert heap.borrows == []


def test_borrow_ends_at_the_next_call_that_ends_it() -> None:
    """``until push``: a push on the same resource ends the borrow, on another it does not."""
    owner, other = resource(), resource()
    kept = borrow(owner, "push")
    heap = Heap(resources=[owner, other], borrows=[kept])
    heap.called("push", [other])
    heap.called("len", [owner])
    assert heap.borrows == [kept]
    heap.called("push", [owner])
    assert heap.borrows == []


def test_until_names_functions() -> None:
    """Only lifetimes of the form ``until F, G`` name functions."""
    assert until_of("until push, clear") == {"push", "clear"}
    assert until_of("static") == until_of(None) == frozenset()
