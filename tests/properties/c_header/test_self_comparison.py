"""A header agrees with itself, whatever records it has."""

from dataclasses import replace

from hypothesis import given, settings

from ffisafe.compare import check_interfaces
from tests.properties.c_header.strategies import HOST, Drawn, dialect, headers
from tests.support.headers import c_interface


@settings(deadline=None)
@given(headers(max_records=8))
def test_nothing_differs_from_itself(batch: tuple[Drawn, ...]) -> None:
    """No layout, packed, aligned, nested or anonymous, differs from the same layout."""
    uses = "".join(f"void use{index}({record.tag} *it);\n" for index, record in enumerate(batch))
    interface = c_interface(dialect(HOST).prologue + "".join(record.text for record in batch) + uses)
    other = replace(interface, exports=frozenset(interface.functions))
    findings = check_interfaces(interface, other, library="l").findings
    # What Rust has no counterpart for, and where padding is seen, is said of a header by itself.
    assert [found.key for found in findings if found.code not in {"FFI110", "FFI111"}] == []
