"""Ownership as a model of the heap: no double free, no use after free, over sequences of calls."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    rule,
    run_state_machine_as_test,
)

from ffisafe.runner.library import Library

BYTES = st.integers(0, 255)


def machine(library: Library) -> type[RuleBasedStateMachine]:
    """Return the model: which buffers live, and what each holds."""

    class Buffers(RuleBasedStateMachine):
        live = Bundle("live")

        @initialize()
        def start(self) -> None:
            self.contents: dict[Any, list[int]] = {}

        @rule(target=live)
        def new(self) -> Any:
            buffer = library.grow_buffer_new()
            self.contents[buffer] = []
            return buffer

        @rule(buffer=live, value=BYTES)
        def push(self, buffer: Any, value: int) -> None:
            assert library.grow_buffer_push(buffer, value) == 0
            self.contents[buffer].append(value)

        @rule(buffer=live)
        def length(self, buffer: Any) -> None:
            assert library.grow_buffer_len(buffer) == len(self.contents[buffer])

        @rule(buffer=live)
        def view(self, buffer: Any) -> None:
            view = library.grow_buffer_view(buffer)
            assert view.data.read(view.len).tolist() == self.contents[buffer]

        @rule(buffer=consumes(live))
        def free(self, buffer: Any) -> None:
            library.grow_buffer_free(buffer)
            del self.contents[buffer]

        def teardown(self) -> None:
            for buffer in getattr(self, "contents", {}):
                library.grow_buffer_free(buffer)

    return Buffers


def test_buffers_are_a_heap(buffers: Library) -> None:
    """Whatever is made, pushed to, viewed and freed, in any order, behaves as the model does."""
    run_state_machine_as_test(machine(buffers))


@given(st.integers(0, 200))
def test_a_created_buffer_is_zero_and_is_freed_once(buffers: Library, size: int) -> None:
    """The library allocates and the library frees; between, every byte is there."""
    data = buffers.create_buffer(size)
    assert data.read(size).tolist() == [0] * size
    buffers.free_buffer(data, size)


@given(st.binary(max_size=200))
def test_a_view_is_the_memory_itself(buffers: Library, content: bytes) -> None:
    """Zero-copy: the callee's slice begins where the caller's memory does."""
    memory = buffers.new(content)
    view = buffers.view_bytes(memory, len(content))
    assert (view.data.address, view.len) == (memory.address, len(content))
    memory.free()
