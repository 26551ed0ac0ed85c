"""Which findings are reported, and at which severity."""
