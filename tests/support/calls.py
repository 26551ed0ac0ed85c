"""Real calls: where a compiler's own code puts arguments and results, captured in registers and memory.

A batch is compiled by the compiler in question, linked with a stub in assembly that every call
goes to, and run, under QEMU where the processor is another one. Code for Windows and for Apple's
systems is made as ELF and runs in a Linux process: what it passes where does not depend on that.
"""

import re
import struct
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from ffisafe.abi.platforms import TARGETS
from ffisafe.model.target import Target

STUBS = Path(__file__).parent / "capture"
STACK_BYTES = 12288
CAPTURED_BYTES = HIDDEN_BYTES = 512
MAX_CALLS = 64

Register = tuple[int, int]  # offset and size in what the stub has captured


def _row(names: Sequence[str], start: int, size: int) -> dict[str, Register]:
    return {name: (start + size * index, size) for index, name in enumerate(names)}


def _x87() -> dict[str, Register]:
    return {f"st({number})": (192 + 28 + 10 * number, 10) for number in range(8)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """A processor: the stub for it, how programs are linked and run, what the stub captures."""

    stub: str
    linker: str
    stack_pointer: Register
    registers: Mapping[str, Register]
    runner: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()


X86_64 = Machine(
    stub="x86_64",
    linker="gcc",
    stack_pointer=(56, 8),
    registers={
        **_row(("rax", "rdi", "rsi", "rdx", "rcx", "r8", "r9"), 0, 8),
        **_row([f"xmm{number}" for number in range(8)], 64, 16),
        "al": (0, 1),
        **_x87(),
    },
)
I386 = Machine(
    stub="i386",
    linker="i686-linux-gnu-gcc",
    stack_pointer=(12, 4),
    registers={
        **_row(("eax", "ecx", "edx"), 0, 4),
        **_row([f"xmm{number}" for number in range(6)], 64, 16),
        "popped": (16, 4),
        **{f"mm{number}": (192 + 28 + 10 * number, 8) for number in range(3)},
        **_x87(),
    },
)
AARCH64 = Machine(
    stub="aarch64",
    linker="aarch64-linux-gnu-gcc",
    runner=("qemu-aarch64",),
    stack_pointer=(72, 8),
    registers={
        **_row([f"x{number}" for number in range(9)], 0, 8),
        **{f"{kind}{number}": (80 + 16 * number, size)
           for number in range(8) for kind, size in (("h", 2), ("s", 4), ("d", 8), ("q", 16), ("v", 16))},
    },
)  # fmt: skip
ARM = Machine(
    stub="arm",
    linker="arm-linux-gnueabihf-gcc",
    runner=("qemu-arm", "-cpu", "max"),
    stack_pointer=(16, 4),
    registers={
        **_row([f"r{number}" for number in range(4)], 0, 4),
        **_row([f"s{number}" for number in range(16)], 32, 4),
        **_row([f"d{number}" for number in range(8)], 32, 8),
        **_row([f"q{number}" for number in range(4)], 32, 16),
    },
)
RISCV64 = Machine(
    stub="riscv64",
    linker="riscv64-linux-gnu-gcc",
    runner=("qemu-riscv64",),
    stack_pointer=(64, 8),
    registers={
        **_row([f"a{number}" for number in range(8)], 0, 8),
        **_row([f"fa{number}" for number in range(8)], 72, 8),
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiler:
    """A compiler for a target; ``abi`` is the attribute by which the host's compiler calls its code."""

    name: str
    target: Target
    machine: Machine
    command: tuple[str, ...]
    abi: str = ""
    through_assembly: bool = False  # its objects are not ELF, but its assembly language is the same
    through_ir: bool = False  # nor has it ELF for that target, but Clang's IR has the ABI in it


def _compiler(name: str, triple: str, machine: Machine, *command: str, **rest: object) -> Compiler:
    return Compiler(name=name, target=TARGETS[triple], machine=machine, command=command, **rest)  # type: ignore[arg-type]  # as its callers below give them


_CLANG = ("clang-19", "-ffreestanding")
_MS = "__attribute__((ms_abi))"
# Clang for MinGW passes other things than MinGW's own compiler, whose word holds there.
COMPILERS = {
    compiler.name: compiler
    for compiler in (
        _compiler("gcc x86_64-linux", "x86_64-unknown-linux-gnu", X86_64, "gcc"),
        _compiler("clang x86_64-linux", "x86_64-unknown-linux-gnu", X86_64, *_CLANG),
        _compiler(
            "clang x86_64-apple",
            "x86_64-apple-darwin",
            X86_64,
            *_CLANG,
            "--target=x86_64-apple-macosx",
            through_ir=True,
        ),
        _compiler("gcc aarch64-linux", "aarch64-unknown-linux-gnu", AARCH64, "aarch64-linux-gnu-gcc"),
        _compiler(
            "clang aarch64-linux", "aarch64-unknown-linux-gnu", AARCH64, *_CLANG, "--target=aarch64-linux-gnu"
        ),
        *(
            _compiler(f"clang {name}-musl", triple, machine, *_CLANG, f"--target={triple}", *flags)
            for name, triple, machine, flags in (
                ("x86_64", "x86_64-unknown-linux-musl", X86_64, ()),
                ("i686", "i686-unknown-linux-musl", I386, ("-msse2",)),
                ("aarch64", "aarch64-unknown-linux-musl", AARCH64, ()),
                ("armv7", "armv7-unknown-linux-musleabihf", ARM, ("-mfpu=neon",)),
            )
        ),
        _compiler(
            "clang aarch64-apple", "aarch64-apple-darwin", AARCH64, *_CLANG, "--target=arm64-apple-macosx-elf"
        ),
        _compiler("gcc riscv64", "riscv64gc-unknown-linux-gnu", RISCV64, "riscv64-linux-gnu-gcc"),
        _compiler(
            "clang riscv64",
            "riscv64gc-unknown-linux-gnu",
            RISCV64,
            *_CLANG,
            "--target=riscv64-linux-gnu",
            "-march=rv64gc",
            "-mabi=lp64d",
        ),
        _compiler("gcc armv7", "armv7-unknown-linux-gnueabihf", ARM, "arm-linux-gnueabihf-gcc", "-mfpu=neon"),
        _compiler(
            "clang armv7",
            "armv7-unknown-linux-gnueabihf",
            ARM,
            *_CLANG,
            "--target=armv7-linux-gnueabihf",
            "-mfpu=neon",
        ),
        _compiler("gcc i686-linux", "i686-unknown-linux-gnu", I386, "i686-linux-gnu-gcc", "-msse2"),
        _compiler(
            "clang i686-linux", "i686-unknown-linux-gnu", I386, *_CLANG, "--target=i686-linux-gnu", "-msse2"
        ),
        _compiler(
            "gcc x86_64-windows",
            "x86_64-pc-windows-gnu",
            X86_64,
            "x86_64-w64-mingw32-gcc",
            abi=_MS,
            through_assembly=True,
        ),
        _compiler(
            "clang x86_64-windows-msvc",
            "x86_64-pc-windows-msvc",
            X86_64,
            *_CLANG,
            "--target=x86_64-pc-windows-msvc-elf",
            abi=_MS,
        ),
        _compiler(
            "gcc i686-windows",
            "i686-pc-windows-gnu",
            I386,
            "i686-w64-mingw32-gcc",
            "-fno-leading-underscore",
            "-msse2",
            through_assembly=True,
        ),
        _compiler(
            "clang i686-windows-msvc",
            "i686-pc-windows-msvc",
            I386,
            *_CLANG,
            "--target=i686-pc-windows-msvc-elf",
            "-msse2",
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """What the stub saw: at a call its registers and stack, after one the result's memory."""

    machine: Machine
    registers: bytes
    memory: bytes
    memory_address: int

    def register(self, name: str) -> bytes:
        """Return a register's bytes, the low-order one first."""
        offset, size = self.machine.registers[name]
        return self.registers[offset : offset + size]

    def at(self, address: int, size_bytes: int) -> bytes | None:
        """Return bytes of the captured memory, None if they are not there."""
        start = address - self.memory_address
        return (
            self.memory[start : start + size_bytes] if 0 <= start <= len(self.memory) - size_bytes else None
        )


def captures(
    compiler: Compiler, source: str, pops: Sequence[int], results: int
) -> tuple[list[Capture], list[Capture]]:
    """Compile and run a batch; its source defines the functions `call_N` and `result_N`.

    ``pops`` has for each call how many bytes the called function takes off the stack.
    """
    calls = len(pops)
    folder = Path(mkdtemp(dir=_workshop()))
    tables = "\n".join(
        f"typedef void {name}_t(void); {name}_t *const {name}s[] = {{ {entries or '0'} }};"
        f" const int {name}_count = {count};"
        for name, count in (("call", calls), ("result", results))
        for entries in [", ".join(f"({name}_t *){name}_{index}" for index in range(count))]
    )
    tables += f"\nconst int pops[] = {{ {', '.join(map(str, pops)) or '0'} }};"
    (folder / "batch.c").write_text(f"{source}\n{tables}\n", encoding="ascii")
    _run([*compiler.command, *_MAKING, "batch.c", *_output(compiler)], folder)
    if compiler.through_assembly:
        text = (folder / "batch.s").read_text(encoding="ascii")
        (folder / "batch.s").write_text(as_elf(text), encoding="ascii")
        _run([compiler.machine.linker, "-c", "batch.s", "-o", "batch.o"], folder)
    if compiler.through_ir:
        text = (folder / "batch.ll").read_text(encoding="ascii")
        (folder / "batch.ll").write_text(_FOR_A_TARGET.sub("", text), encoding="ascii")
        _run([_CLANG[0], *_MAKING, "-x", "ir", "batch.ll", "-c", "-o", "batch.o"], folder)
    if compiler.abi:
        _run(["objcopy", *_RENAMED, "batch.o"], folder)
    parts = ("batch.o", *_kit(compiler.machine, compiler.abi))
    _run([compiler.machine.linker, "-static", "-no-pie", *parts, "-o", "batch"], folder)
    raw = _run([*compiler.machine.runner, "./batch"], folder)
    return _decoded(compiler.machine, raw, calls, results)


_MAKING = ("-w", "-O0", "-fno-omit-frame-pointer", "-fno-stack-protector", "-fno-pic")
_FOR_A_TARGET = re.compile(r"^target (datalayout|triple) = .*$", re.MULTILINE)  # none is the host's


# What compilers call of the C library, they call by the convention of the target.
_RENAMED = ("--redefine-sym", "memcpy=abi_memcpy", "--redefine-sym", "memset=abi_memset")


def _output(compiler: Compiler) -> tuple[str, ...]:
    if compiler.through_assembly:
        return ("-S", "-fno-asynchronous-unwind-tables", "-o", "batch.s")
    if compiler.through_ir:
        return ("-S", "-emit-llvm", "-o", "batch.ll")
    return ("-c", "-o", "batch.o")


def as_elf(assembly: str) -> str:
    """Return GCC's assembly for Windows without what only COFF has: directives, decorated names."""
    assembly = re.sub(r"\b(\w+)@\d+\b", r"\1", assembly)
    text = re.sub(r"\.section \.rdata,.*", ".section .rodata", assembly.replace("\t", " "))
    text = re.sub(r"^ *\.(def|scl|type|endef|seh_|linkonce|ident).*$", "", text, flags=re.MULTILINE)
    return re.sub(r"^ *\.comm +(\w+), *(\d+), *(\d+)", lambda m: f".comm {m[1]},{m[2]},{1 << int(m[3])}",
                  text, flags=re.MULTILINE)  # fmt: skip


def _run(command: Sequence[str], folder: Path) -> bytes:
    process = subprocess.run(command, cwd=folder, capture_output=True, timeout=120, check=False)
    if process.returncode:
        raise AssertionError(f"{command} in {folder}: {process.stderr.decode()[-4000:]}")
    return process.stdout


@cache
def _workshop() -> Path:
    return Path(mkdtemp(prefix="ffisafe-calls-"))


def _kit(machine: Machine, abi: str) -> tuple[str, ...]:
    """Return the object files of the stub and of the program around a batch."""
    return _made_kit(machine.stub, machine.linker, machine.stack_pointer[0], abi)


@cache
def _made_kit(stub: str, linker: str, stack_pointer: int, abi: str) -> tuple[str, ...]:
    folder = Path(mkdtemp(dir=_workshop()))
    labels = "".join(
        f".globl f_{index}\n.type f_{index}, %function\nf_{index}:\n" for index in range(MAX_CALLS)
    )
    text = (STUBS / f"{stub}.S").read_text(encoding="ascii").replace("    LABELS\n", labels)
    (folder / "stub.S").write_text(text, encoding="ascii")
    facts = (f"-DSP_OFFSET={stack_pointer}", f"-DSTACK_BYTES={STACK_BYTES}", f"-DABI={abi}")
    _run([linker, "-c", "stub.S", "-o", "stub.o"], folder)
    _run([linker, "-O1", "-fno-pic", "-c", *facts, str(STUBS / "driver.c"), "-o", "driver.o"], folder)
    return (str(folder / "stub.o"), str(folder / "driver.o"))


def _decoded(machine: Machine, raw: bytes, calls: int, results: int) -> tuple[list[Capture], list[Capture]]:
    pointer = {4: "<I", 8: "<Q"}[machine.stack_pointer[1]]
    at_calls, position = [], 0
    for _ in range(calls):
        registers = raw[position : position + CAPTURED_BYTES]
        memory = raw[position + CAPTURED_BYTES : position + CAPTURED_BYTES + STACK_BYTES]
        (address,) = struct.unpack_from(pointer, registers, machine.stack_pointer[0])
        at_calls.append(Capture(machine=machine, registers=registers, memory=memory, memory_address=address))
        position += CAPTURED_BYTES + STACK_BYTES
    at_results = []
    for _ in range(results):
        registers = raw[position : position + CAPTURED_BYTES]
        position += CAPTURED_BYTES
        memory = raw[position : position + HIDDEN_BYTES]
        (address,) = struct.unpack_from(pointer, raw, position + HIDDEN_BYTES)
        at_results.append(
            Capture(machine=machine, registers=registers, memory=memory, memory_address=address)
        )
        position += HIDDEN_BYTES + machine.stack_pointer[1]
    assert position == len(raw)
    return at_calls, at_results
