"""What a check of two snippets finds."""

from ffisafe.compare import check_interfaces
from ffisafe.model.contract import Contract
from ffisafe.model.finding import Finding
from ffisafe.model.interface import Interface
from tests.support.headers import c_interface, rust_interface

Keys = list[tuple[str, str]]


def findings(c: str, rust: str | Interface, contract: Contract | None = None) -> tuple[Finding, ...]:
    """Return what is found between a header and a build."""
    built = rust_interface(rust) if isinstance(rust, str) else rust
    return check_interfaces(c_interface(c), built, library="liblib.so", contract=contract).findings


def keys(c: str, rust: str | Interface, contract: Contract | None = None) -> Keys:
    """Return code and symbol of each finding, in order."""
    return [found.key for found in findings(c, rust, contract)]


def of_records(c: str, rust: str, *, name: str = "T") -> Keys:
    """Return what is found between two definitions of a struct that a function takes a pointer to."""
    use = f"void use_it(const {{}} {name} *it);"
    kind = "union" if f"union {name}" in c else "struct"
    return keys(f"{c}\n{use.format(kind)}", f"{rust}\n{use.format(kind)}")


def of_parameter(c: str, rust: str) -> Keys:
    """Return what is found between two types of one parameter."""
    return keys(f"void f({c} it);", f"void f({rust} it);")
