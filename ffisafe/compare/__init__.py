"""Two interfaces in, findings out; one module per family of rules."""

from ffisafe.compare.check import Checked, check_interfaces
from ffisafe.compare.contract import contract_findings

__all__ = ["Checked", "check_interfaces", "contract_findings"]
