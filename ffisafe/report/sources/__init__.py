"""The text of headers and Rust sources: what stands where a finding points."""

from ffisafe.report.sources.files import Sources
from ffisafe.report.sources.marks import Mark, mark_pair
from ffisafe.report.sources.source import Language, Source

__all__ = ["Language", "Mark", "Source", "Sources", "mark_pair"]
