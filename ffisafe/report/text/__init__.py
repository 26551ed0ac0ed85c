"""Findings for people, in the manner of rustc."""

from ffisafe.report.text.render import render_text

__all__ = ["render_text"]
