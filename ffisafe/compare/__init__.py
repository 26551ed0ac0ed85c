"""Two interfaces in, findings out; one module per family of rules."""

from ffisafe.compare.check import Checked, check_interfaces
from ffisafe.compare.contract import contract_findings
from ffisafe.compare.ownership import compare_ownership

__all__ = ["Checked", "check_interfaces", "compare_ownership", "contract_findings"]
