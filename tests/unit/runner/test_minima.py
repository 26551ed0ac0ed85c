"""The quick check of extents passes nothing that the exact one refuses."""

from hypothesis import given
from hypothesis import strategies as st

from ffisafe.contracts import call_extents, parse
from ffisafe.model.contract import FunctionContract, ValueContract
from ffisafe.model.interface import Interface
from ffisafe.runner.minima import are_kept, minima

SIZES = st.integers(0, 20)


def contract(**said: str) -> FunctionContract:
    """Return what is said about ``sum(values, n)``."""
    return FunctionContract(params={"values": ValueContract(**{k: parse(v) for k, v in said.items()})})  # type: ignore[arg-type]


@given(count=SIZES, size=st.integers(0, 200))
def test_the_quick_check_agrees_with_the_exact_one(interface: Interface, count: int, size: int) -> None:
    """For a product of arguments the two are one."""
    function, said = interface.functions["sum"], contract(count="n")
    quick = minima(function, said, interface)
    assert quick is not None
    exact = call_extents(function, said, interface, {"values": 1, "n": count})["values"].size_bytes
    assert are_kept(quick, [(size, 8, 0, True, False), count]) == (size >= exact)


def test_what_is_no_product_is_left_to_the_exact_check(interface: Interface) -> None:
    """Sums, bytes and unknown names have no minimum, and negative numbers none that is kept."""
    function = interface.functions["sum"]
    assert minima(function, contract(count="n + 1"), interface) is None
    assert minima(function, contract(bytes="n"), interface) is None
    assert minima(function, contract(count="m"), interface) is None
    quick = minima(function, contract(count="n"), interface)
    assert quick is not None
    assert not are_kept(quick, [(8, 8, 0, True, False), -1])
