"""Native memory and calls, on the worker's side.

Every block lent to the library is an exact-size block of the C allocator, which the
sanitizer surrounds with redzones. Everything is copied by libc's ``memcpy``, called through
the dynamic linker, so that the sanitizer checks our own accesses too.
"""

import os
from collections.abc import Iterable, Mapping
from time import perf_counter_ns
from typing import Any

import cffi

from ffisafe.runner.protocol import Channel

PATTERN = 0xA5  # what memory holds that was lent without content
_MALLOC_ALIGN = 16
_RTLD_NOW = 2
_LIBC = """
    uintptr_t malloc(size_t);
    void free(uintptr_t);
    int posix_memalign(uintptr_t *, size_t, size_t);
    uintptr_t memcpy(uintptr_t, uintptr_t, size_t);
    uintptr_t memset(uintptr_t, int, size_t);
    size_t strlen(uintptr_t);
    uintptr_t dlopen(const char *, int);
    uintptr_t dlsym(uintptr_t, const char *);
    const char *dlerror(void);
    int prctl(int, unsigned long, unsigned long, unsigned long, unsigned long);
    void __asan_poison_memory_region(uintptr_t, size_t);
    uintptr_t __asan_region_is_poisoned(uintptr_t, size_t);
    struct iovec { uintptr_t base; size_t size; };
    ssize_t process_vm_readv(
        int, struct iovec *, unsigned long, struct iovec *, unsigned long, unsigned long);
"""


class NativeError(Exception):
    """A request that cannot be done; ``kind`` is what the parent is told."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Libc:
    """The C library, and the sanitizer's runtime in front of it."""

    def __init__(self) -> None:
        self.ffi = cffi.FFI()
        self.ffi.cdef(_LIBC)
        self.lib: Any = self.ffi.dlopen(None)
        self.poison = getattr(self.lib, "__asan_poison_memory_region", None)
        self.poisoned = getattr(self.lib, "__asan_region_is_poisoned", None)

    def view(self, address: int, size: int) -> memoryview:
        """Return native memory as a writable view."""
        return memoryview(self.ffi.buffer(self.ffi.cast("char *", address), size))

    def address_of(self, data: bytearray) -> int:
        """Return where a Python buffer lies."""
        return int(self.ffi.cast("uintptr_t", self.ffi.from_buffer(data)))


class Memory:
    """Blocks of the C allocator."""

    def __init__(self, libc: Libc) -> None:
        self._libc = libc
        self._bases: dict[int, int] = {}  # only where a block does not start at its base
        self._ours: Any = libc.ffi.new("struct iovec *")
        self._theirs: Any = libc.ffi.new("struct iovec *")
        self._pid = os.getpid()

    def allocate(self, size: int, align: int, skew: int) -> int:
        """Return the address of a block of ``size`` bytes, ``skew`` bytes after an aligned one.

        A block of no bytes is one that may not be touched at all: of the one byte that any
        allocator must give, not even that.
        """
        base = self._raw(max(size, 1) + skew, align)
        if self._libc.poison is not None:
            if size == 0:
                self._libc.poison(base, skew + 1)
            elif skew:
                self._libc.poison(base, skew)
        if skew:
            self._bases[base + skew] = base
        return base + skew

    def _raw(self, size: int, align: int) -> int:
        if align <= _MALLOC_ALIGN:
            base = self._libc.lib.malloc(size)
        else:
            found = self._libc.ffi.new("uintptr_t *")
            base = 0 if self._libc.lib.posix_memalign(found, align, size) else found[0]
        if base == 0:
            raise NativeError("memory", f"no memory for {size} bytes")
        return int(base)

    def fill(self, address: int, size: int) -> None:
        """Fill memory with the pattern."""
        self._libc.lib.memset(address, PATTERN, size)

    def receive(self, address: int, size: int, channel: Channel) -> None:
        """Fill a block that was just allocated from the frame at hand."""
        channel.take_into(self._libc.view(address, size))

    def read(self, address: int, size: int) -> bytearray:
        """Copy memory out; a sanitizer report if it may not be read."""
        data = bytearray(size)
        if size:
            self._libc.lib.memcpy(self._libc.address_of(data), address, size)
        return data

    def peek(self, address: int, size: int) -> bytearray | None:
        """Copy memory out if that is certainly no error, whatever the address; else None.

        Without AddressSanitizer nobody can tell, and another sanitizer may want to see the access.
        """
        if not address or self._libc.poisoned is None or self._libc.poisoned(address, size):
            return None
        data = bytearray(size)
        ours, theirs = self._ours, self._theirs
        ours.base, ours.size = self._libc.address_of(data), size
        theirs.base, theirs.size = address, size
        copied = self._libc.lib.process_vm_readv(self._pid, ours, 1, theirs, 1, 0)  # unmapped: no signal
        return data if copied == size else None

    def read_string(self, address: int) -> bytearray:
        """Copy a string out up to its NUL; a sanitizer report if there is none."""
        return self.read(address, int(self._libc.lib.strlen(address)))

    def write(self, address: int, data: bytearray) -> None:
        """Copy bytes in; a sanitizer report if the memory may not be written."""
        if data:
            self._libc.lib.memcpy(address, self._libc.address_of(data), len(data))

    def release(self, address: int) -> None:
        """Give a block back."""
        self._libc.lib.free(self._bases.pop(address, address))


class Signatures:
    """The types of the library's functions, built once and inherited by every worker.

    Args:
        records: C declarations of the structs that are passed by value.
        functions: The type of each function, written as a pointer type.
        layouts: For each struct its size, alignment and offsets, which cffi must agree with.
    """

    def __init__(
        self,
        records: str,
        functions: Mapping[str, str],
        layouts: Mapping[str, tuple[int, int, tuple[int, ...]]],
    ) -> None:
        self._ffi = cffi.FFI()
        self._ffi.cdef(records)
        self._wrong = {name for name, expected in layouts.items() if self._layout(name) != expected}
        self._by_text = {text: self._ffi.typeof(text) for text in dict.fromkeys(functions.values())}
        self.functions = functions

    def _layout(self, name: str) -> tuple[int, int, tuple[int, ...]]:
        fields = self._ffi.typeof(name).fields or ()
        offsets = tuple(field.offset for _, field in fields)
        return self._ffi.sizeof(name), self._ffi.alignof(name), offsets

    def unsupported(self) -> dict[str, str]:
        """Return the functions whose arguments libffi would lay out differently, with the reason."""
        found = {}
        for name, text in self.functions.items():
            ctype = self._by_text[text]
            wrong = self._wrong.intersection(part.cname for part in (*ctype.args, ctype.result))
            for record in wrong:
                found[name] = f"libffi lays `{record}` out differently"
        return found

    def bind(self, name: str, address: int) -> "NativeFunction":
        """Return a function at an address, ready to be called."""
        return NativeFunction(self._ffi, self._by_text[self.functions[name]], address)


class NativeFunction:
    """A function of the library; structs by value travel as their bytes."""

    def __init__(self, ffi: cffi.FFI, ctype: Any, address: int) -> None:
        self._ffi = ffi
        self._function: Any = ffi.cast(ctype, address)
        self._structs = [self._struct_pointer(argument) for argument in ctype.args]
        self._returns_struct = self._struct_pointer(ctype.result) is not None

    def _struct_pointer(self, ctype: Any) -> Any:
        is_struct = ctype.kind == "struct"
        return self._ffi.typeof(self._ffi.getctype(ctype, "*")) if is_struct else None

    def __call__(self, arguments: Iterable[Any]) -> tuple[Any, int]:
        """Return the result and how long the call took in nanoseconds."""
        values = [
            argument if pointer is None else self._struct(pointer, argument)
            for argument, pointer in zip(arguments, self._structs, strict=True)
        ]
        start = perf_counter_ns()
        result = self._function(*values)
        elapsed_ns = perf_counter_ns() - start
        if self._returns_struct:
            result = bytes(self._ffi.buffer(self._ffi.addressof(result)))
        return result, elapsed_ns

    def _struct(self, pointer: Any, data: bytes) -> Any:
        value = self._ffi.new(pointer)
        self._ffi.memmove(value, data, len(data))
        return value[0]


class NativeLibrary:
    """A loaded library."""

    def __init__(self, libc: Libc, signatures: Signatures, path: str) -> None:
        self._libc = libc
        self._signatures = signatures
        self._handle = libc.lib.dlopen(path.encode(), _RTLD_NOW)
        if not self._handle:
            raise NativeError("load", self._reason())
        self._bound: dict[str, NativeFunction] = {}

    def _reason(self) -> str:
        text = self._libc.lib.dlerror()
        message = self._libc.ffi.string(text) if text else b"unknown reason"
        return message.decode(errors="replace") if isinstance(message, bytes) else message

    def has(self, name: str) -> bool:
        """Return whether the library exports a symbol."""
        return bool(self._libc.lib.dlsym(self._handle, name.encode()))

    def function(self, name: str) -> NativeFunction:
        """Return a function by name."""
        if name not in self._bound:
            address = self._libc.lib.dlsym(self._handle, name.encode())
            if not address:
                raise NativeError("symbol", self._reason())
            self._bound[name] = self._signatures.bind(name, address)
        return self._bound[name]
