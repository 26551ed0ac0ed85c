"""Layouts of aggregates to text, JSON and drawings; each form is imported where it is asked for."""

from ffisafe.report.layout.select import known_names, named_types
from ffisafe.report.layout.view import Listing, list_types, with_padding

__all__ = ["Listing", "known_names", "list_types", "named_types", "with_padding"]
