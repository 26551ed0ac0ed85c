"""FFI205, FFI401 and FFI402: what a function is declared with, `extern "C"` or something else."""

from collections.abc import Iterator
from dataclasses import replace

from ffisafe.abi.calls.conventions import is_c_abi, same_convention
from ffisafe.model.contract import FunctionContract
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Function
from ffisafe.model.rules import finding
from ffisafe.model.target import Target

_UNWIND = "-unwind"


def compare_conventions(c: Function, rust: Function, target: Target) -> Iterator[Finding]:
    """Yield FFI205 where Rust's declared ABI is not C's, or not the one that the header asks for."""
    if rust.abi is None:
        return
    if not is_c_abi(rust.abi):
        yield _not_c(c, rust, rust.abi)
    elif not same_convention(c.type, replace(rust.type, abi=rust.abi), target):
        yield _another(c, rust, rust.abi)


def _not_c(c: Function, rust: Function, abi: str) -> Finding:
    declared = 'without `extern "C"`' if abi == "Rust" else f'as `extern "{abi}"`'
    return finding(
        "FFI205",
        c.name,
        f"`{c.name}` is exported {declared}: it follows Rust's own calling convention, which C cannot use",
        help='write `pub extern "C" fn`: how Rust passes arguments otherwise may change with the compiler',
        c=c.location,
        rust=rust.location,
        details={"rust": abi},
    )


def _another(c: Function, rust: Function, abi: str) -> Finding:
    asked = f"`{c.convention}`" if c.convention else "the target's own calling convention"
    return finding(
        "FFI205",
        c.name,
        f'`{c.name}` has {asked} in C, and is `extern "{abi}"` in Rust: arguments travel in other places',
        help="declare the same calling convention on both sides",
        c=c.location,
        rust=rust.location,
        details={"c": c.convention and str(c.convention), "rust": abi},
    )


def compare_unwinding(c: Function, rust: Function, contract: FunctionContract) -> Iterator[Finding]:
    """Yield FFI401 or FFI402 where what the contract says of unwinding is not what the ABI does."""
    if rust.abi is None or not is_c_abi(rust.abi):
        return
    unwinds = rust.abi.endswith(_UNWIND)
    if contract.unwind and not unwinds:
        yield finding(
            "FFI401",
            c.name,
            f'the contract says that `{c.name}` may unwind, but it is `extern "{rust.abi}"`: '
            "a panic aborts the process",
            help=f'declare it `extern "{rust.abi}{_UNWIND}"`, or take `unwind` out of the contract',
            c=c.location,
            rust=rust.location,
            details={"rust": rust.abi},
        )
    elif unwinds and not contract.unwind:
        yield finding(
            "FFI402",
            c.name,
            f'`{c.name}` is `extern "{rust.abi}"`, and the contract does not say that it may unwind: '
            "a panic would run on into a caller that does not expect one",
            help=f'declare it `extern "{rust.abi.removesuffix(_UNWIND)}"` and return an error, '
            "or say `unwind = true` in the contract",
            c=c.location,
            rust=rust.location,
            details={"rust": rust.abi},
        )
