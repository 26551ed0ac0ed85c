"""Two interfaces in, findings out; one module per family of rules."""

from ffisafe.compare.check import Checked, check_interfaces

__all__ = ["Checked", "check_interfaces"]
