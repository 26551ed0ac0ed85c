"""Ratios of what ffisafe costs, each measured in one run."""
