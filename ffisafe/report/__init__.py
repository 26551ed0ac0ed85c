"""Findings to text and JSON."""

from ffisafe.report.json import render_json
from ffisafe.report.text import render_text

__all__ = ["render_json", "render_text"]
