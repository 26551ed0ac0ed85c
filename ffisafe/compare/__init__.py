"""Two interfaces in, findings out; one module per family of rules."""

from ffisafe.compare.check import Checked, check_interfaces
from ffisafe.compare.contract import compare_contract

__all__ = ["Checked", "check_interfaces", "compare_contract"]
