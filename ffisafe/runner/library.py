"""A native library that may crash without harm: what users and the engine hold."""

import difflib
import struct
import weakref
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from ffisafe.abi.layout import size_and_alignment
from ffisafe.errors import LibraryError, UnsupportedTypeError
from ffisafe.model.contract import Contract, FunctionContract, ValueContract
from ffisafe.model.ctype import VOID, CType, Record, Scalar, is_void
from ffisafe.model.ctype import Pointer as PointerType
from ffisafe.model.interface import Function, Interface
from ffisafe.runner.arguments import Arguments, Out, is_char
from ffisafe.runner.arrays import dtype_name, element_type, is_array, scalar_of
from ffisafe.runner.boundary import judged
from ffisafe.runner.cdef import declare
from ffisafe.runner.controller import DEFAULT_TIMEOUT_S, Controller, RequestRefusedError, WorkerDied
from ffisafe.runner.diagnosis import Sources, diagnose
from ffisafe.runner.failures import Defect, FFIFailure, ForeignPanic, failure
from ffisafe.runner.foresight import Foreseen, View, foreseen, view_of
from ffisafe.runner.panics import ESCAPING_PANIC
from ffisafe.runner.pointer import Pointer, StalePointerError
from ffisafe.runner.protocol import Buffer
from ffisafe.runner.sanitizer import SanitizerReport
from ffisafe.runner.symbolizer import Symbolizer
from ffisafe.runner.transcript import Transcript
from ffisafe.runner.values import Codec, Struct

__all__ = ["FFIFailure", "ForeignPanic", "Library", "Out", "Pointer", "StalePointerError", "Struct"]

_Answer = TypeVar("_Answer")
_SYMBOLIZER = Symbolizer()  # shared: what it knows holds for every process


class Library:
    """Calls a library's functions in a worker process, under a sanitizer if there is a runtime.

    Functions are attributes. Numbers are converted by C type; a pointer takes None, a
    :class:`Pointer`, bytes, a NumPy array, a sequence, a mapping (for a struct) or an
    :class:`Out`. Writable arrays and bytearrays are filled in place where the C type, and the
    contract's direction, let the function write.

    Args:
        path: The shared library.
        interface: The C side: what its header declares.
        contract: What is said about it.
        runtime: The sanitizer's runtime library; None if it was built without.
        timeout_s: How long a call may take.
        source_roots: The user's own source folders, to tell their frames from others'.
        scope: Names the program that a call belongs to; where its answer changes, a new one
            begins, as with :meth:`reset`.
    """

    def __init__(  # noqa: PLR0913 -- two things, and what may be said about them by keyword
        self,
        path: Path | str,
        interface: Interface,
        *,
        contract: Contract | None = None,
        runtime: Path | None = None,
        timeout_s: float = DEFAULT_TIMEOUT_S,
        source_roots: Sequence[Path] = (),
        scope: Callable[[], object] | None = None,
    ) -> None:
        self.path = _checked(path, interface)
        self.interface = interface
        self.contract = contract or Contract()
        self.last_call_ns = 0  # how long the function itself took
        self._declared = declare(interface)
        self._codec = Codec(interface, _weakly(self._encode_address), _weakly(self._pointer))
        self._converters: dict[str, Arguments] = {}
        self._views: dict[str, View | None] = {}
        self._foreseen: Foreseen | None = None
        self._transcript = Transcript()
        self._scope = scope
        self._program: object = None
        self._sources = Sources(library=self.path, roots=tuple(root.resolve() for root in source_roots))
        config = (str(self.path), self._declared.records, dict(self._declared.functions))
        self._controller = Controller(
            (*config, dict(self._declared.layouts)),
            runtime=runtime,
            symbolize=not _SYMBOLIZER.is_available,
            timeout_s=timeout_s,
        )

    def __repr__(self) -> str:
        return f"<Library {self.path.name}>"

    @property
    def functions(self) -> Mapping[str, Function]:
        """The functions that the header declares, by name."""
        return self.interface.functions

    @cached_property
    def uncallable(self) -> Mapping[str, str]:
        """The functions that cannot be called, each with the reason; this loads the library."""
        self._guarded("load", (), self._controller.start)
        (missing,), _ = self._request(("missing", sorted(self._declared.functions)))
        reasons = dict.fromkeys(missing, "the library does not export it")
        return {**self._declared.uncallable, **self._controller.unsupported, **reasons}

    @property
    def timeout_s(self) -> float:
        """How long a call may take, in seconds; one that takes longer is a hang."""
        return self._controller.timeout_s

    @timeout_s.setter
    def timeout_s(self, seconds: float) -> None:
        self._controller.timeout_s = seconds

    @property
    def generation(self) -> int:
        """Which worker this is: pointers of an earlier one are stale."""
        return self._controller.generation

    @property
    def calls(self) -> tuple[str, ...]:
        """The calls since the worker started, or since :meth:`reset`, as text."""
        return self._transcript.lines()

    def reset(self) -> None:
        """Begin a new program: forget the calls so far, not the worker."""
        self._transcript.clear()

    def __getattr__(self, name: str) -> Callable[..., Any]:
        __tracebackhide__ = True
        if name.startswith("_") or name not in self.interface.functions:
            raise AttributeError(self._unknown(name))
        return partial(self.call, name)

    def call(self, name: str, /, *arguments: Any) -> Any:
        """Call a function.

        Returns:
            A Python number, a :class:`Pointer`, a :class:`Struct`, or None for ``void``.

        Raises:
            FFIFailure: The call broke the library, or the library broke.
            ForeignPanic: A panic unwound out of it, as the contract allows.
            TypeError, ValueError, OverflowError: An argument does not fit.
            UnsupportedTypeError: The function cannot be called, with the reason.
        """
        __tracebackhide__ = True
        converter = self._converter(name)
        wires, lent = converter.convert(arguments)
        self._follow_scope()
        self._transcript.begin(name, arguments)
        contents = [each.content for each in lent if each.content is not None]
        view = self._views[name]
        message = ("call", name, wires, view)
        (result, self.last_call_ns, copy), data = self._request(message, contents, name)
        for each, content in zip([each for each in lent if each.target is not None], data, strict=True):
            each.take_back(content)
        if view and copy:
            self._foreseen = foreseen(view, result, copy)
        return self._finish(self.interface.functions[name].result, result)

    def _follow_scope(self) -> None:
        program = self._scope() if self._scope else None
        if program != self._program:
            self._program = program
            self.reset()

    def _finish(self, ctype: CType, wire: Any) -> Any:
        """Return a result as Python's, and note it."""
        if is_void(ctype):
            return None
        result = wire
        if isinstance(ctype, Record):
            result = self._codec.decode(ctype, wire)
        elif isinstance(ctype, PointerType):
            result = self._pointer(wire, ctype)
        self._transcript.end(result)
        return result

    def new(self, values: Any, ctype: CType | str | None = None, *, align: int | None = None) -> Pointer:
        """Copy values into memory of ours in the worker: it stays until it is freed.

        Args:
            values: An array, bytes, or a sequence of what ``ctype`` says.
            ctype: The C type of an element, or its name; an array's dtype says it by itself.
            align: The address is then a multiple of this and of no greater power of two.
        """
        __tracebackhide__ = True
        element = self._element(values, ctype)
        function = Function(name="new", parameters=(), result=VOID)
        converter = Arguments(function, FunctionContract(), self.interface, self._codec)
        if isinstance(values, Out):
            content, size = None, values.count * (self._codec.size(element) or 1)
        else:
            content, _ = converter.content(element, ValueContract(), values)
            size = len(content)
        natural = 1 if is_void(element) else size_and_alignment(element, self.interface.records)[1]
        base, skew = (natural, 0) if align is None else (2 * align, align)
        wire = (size, base, skew, content is not None, False)
        (address,), _ = self._request(("alloc", wire), [] if content is None else [content], "new", (values,))
        ctype = PointerType(pointee=element, const=False, size_bytes=struct.calcsize("P"))
        return Pointer(self, address, ctype, self.generation, owned=True)

    def _element(self, values: Any, ctype: CType | str | None) -> CType:
        __tracebackhide__ = True
        if isinstance(ctype, str):
            return self._type_named(ctype)
        if ctype is not None:
            return ctype
        if is_array(values):
            return element_type(values, self.interface.target)
        if isinstance(values, bytes | bytearray | memoryview | str):
            return VOID if not isinstance(values, str) else self._type_named("char")
        raise TypeError("say which C type the values have: `new(values, 'double')`")

    def _type_named(self, name: str) -> CType:
        __tracebackhide__ = True
        for key, layout in self.interface.records.items():
            if layout.name == name:
                return Record(kind=layout.kind, name=name, key=key)
        fact = self.interface.target.scalars.get(name)
        if fact is None:
            raise TypeError(f"no C type is called `{name}` here")
        return Scalar(
            name=name, encoding=fact.encoding, size_bytes=fact.size_bytes, align_bytes=fact.align_bytes
        )

    def release(self, pointers: Iterable[Pointer]) -> None:
        """Free memory that came from :meth:`new`; what went with a dead worker is gone already."""
        __tracebackhide__ = True
        for pointer in pointers:
            if pointer.disown() and pointer.is_live(self):
                self._request(("free", pointer.address), (), "free", (pointer,))

    def read(self, pointer: Pointer, count: int = 1) -> Any:
        """Return a copy of the elements behind a pointer.

        Reading memory that was released, or beyond its end, is found like any other access.

        Returns:
            A NumPy array of numbers; bytes for ``void`` and ``char``; a list of anything else.
        """
        __tracebackhide__ = True
        pointee = pointer.ctype.pointee
        if is_void(pointee) or is_char(pointee):
            return bytes(self.read_bytes(pointer, count))
        data = self.read_bytes(pointer, count * self._codec.size(pointee))
        if (scalar := scalar_of(pointee)) is None:
            return self._codec.decode_many(pointee, count, data)
        import numpy as np  # noqa: PLC0415 -- only who reads arrays needs it

        return np.frombuffer(data, dtype_name(scalar))

    def read_bytes(self, pointer: Pointer, size: int) -> bytearray:
        """Return a copy of the bytes behind a pointer."""
        __tracebackhide__ = True
        address = pointer.live_address(self)
        copy, self._foreseen = self._foreseen, None
        if copy is not None and copy.holds(address, size):
            return copy.data[:size]
        return self._request(("read", address, size), (), "read", (pointer, size))[1][0]

    def read_string(self, pointer: Pointer) -> bytes:
        """Return a copy of the string behind a pointer, without its NUL."""
        address = pointer.live_address(self)
        return bytes(self._request(("read string", address), (), "read", (pointer,))[1][0])

    def write(self, pointer: Pointer, values: Any) -> None:
        """Write elements from a pointer on."""
        __tracebackhide__ = True
        function = Function(name="write", parameters=(), result=VOID)
        converter = Arguments(function, FunctionContract(), self.interface, self._codec)
        content, _ = converter.content(pointer.ctype.pointee, ValueContract(), values)
        self._request(("write", pointer.live_address(self)), [content], "write", (pointer, values))

    def close(self) -> None:
        """End the worker; a later call starts another one."""
        self._controller.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _converter(self, name: str) -> Arguments:
        __tracebackhide__ = True
        if name not in self._converters:
            if name not in self.interface.functions:
                raise LibraryError(self._unknown(name))
            if reason := self._declared.uncallable.get(name) or self._controller.unsupported.get(name):
                raise UnsupportedTypeError(f"{name} cannot be called: {reason}")
            said = self.contract.functions.get(name, FunctionContract())
            function = self.interface.functions[name]
            self._views[name] = view_of(function.result, self.contract, self.interface)
            self._converters[name] = Arguments(function, said, self.interface, self._codec)
        return self._converters[name]

    def _unknown(self, name: str) -> str:
        close = difflib.get_close_matches(name, self.interface.functions, 1)
        hint = f"; did you mean `{close[0]}`?" if close else ""
        return f"no function `{name}` is declared{hint}"

    def _pointer(self, address: int, ctype: PointerType) -> Pointer:
        return Pointer(self, address, ctype, self.generation)

    def _encode_address(self, value: Any) -> int:
        __tracebackhide__ = True
        if value is None:
            return 0
        if isinstance(value, Pointer):
            return value.live_address(self)
        raise TypeError(f"a pointer is needed, or None, not {type(value).__name__}: see `new`")

    def _request(
        self,
        message: tuple[Any, ...],
        buffers: Sequence[Buffer] = (),
        function: str = "",
        shown: Sequence[Any] = (),
    ) -> tuple[list[Any], list[bytearray]]:
        __tracebackhide__ = True
        self._foreseen = None
        return self._guarded(function, shown, lambda: self._controller.request(message, buffers))

    def _guarded(self, function: str, shown: Sequence[Any], action: Callable[[], _Answer]) -> _Answer:
        """Do something in the worker; its death is the library's failure."""
        __tracebackhide__ = True
        try:
            return action()
        except RequestRefusedError as error:
            raise self._refused(function, error) from None
        except WorkerDied as died:
            found = self._failure(function, shown, died)
        raise found

    def _refused(self, function: str, error: RequestRefusedError) -> Exception:
        match error.kind:
            case "symbol":
                return LibraryError(f"{self.path.name} does not export `{function}`: {error}")
            case "memory":
                return MemoryError(str(error))
        return UnsupportedTypeError(f"{function} cannot be called: {error}")

    def _failure(self, function: str, shown: Sequence[Any], died: WorkerDied) -> FFIFailure | ForeignPanic:
        report = judged(diagnose(died, _SYMBOLIZER), function, self._sources.roots)
        if function not in self.interface.functions:  # what we did with memory is the last call then
            self._transcript.begin(function, shown)
        found = self._failure_of(function, report)
        self._transcript.clear()
        said = self.contract.functions.get(function, FunctionContract())
        if said.unwind and report.kind == ESCAPING_PANIC:  # one that aborts is a defect all the same
            return ForeignPanic(function, report.message, found.frame)
        return found

    def _failure_of(self, function: str, report: SanitizerReport) -> FFIFailure:
        """Return the failure that the last call of the transcript ended in."""
        *program, call = self.calls or (f"{function}()",)
        defect = Defect(
            function=function, call=call, report=report, sources=self._sources, program=tuple(program)
        )
        return failure(defect)


def _weakly(method: Callable[..., _Answer]) -> Callable[..., _Answer]:
    """Return a method that does not keep its object alive: processes end with their library."""
    reference = weakref.WeakMethod(method)

    def call(*arguments: Any) -> _Answer:
        __tracebackhide__ = True
        found = reference()
        if found is None:
            raise ReferenceError("the library is gone")
        return found(*arguments)

    return call


def _checked(path: Path | str, interface: Interface) -> Path:
    found = Path(path).resolve()
    if not found.is_file():
        raise LibraryError(f"{path}: no such library")
    if interface.target.pointer_bytes != struct.calcsize("P"):
        raise LibraryError(f"{path}: built for {interface.target.triple}, which does not run here")
    return found
