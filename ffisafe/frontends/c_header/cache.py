"""By what headers that have been read are known: what was preprocessed, for which target, by which tool."""

from collections.abc import Sequence
from pathlib import Path

from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed
from ffisafe.frontends.kept import key_of, tool
from ffisafe.model.target import Target


def content_key(preprocessed: Preprocessed, headers: Sequence[Path], of: Target, *, everything: bool) -> str:
    """Return by what a header is known: all that its reading depends on."""
    names = [name for header in headers for name in (str(header), str(header.resolve()))]
    return key_of(
        (
            *(tool("pycparser"), of.triple, repr(everything)),
            *(repr(names), repr(preprocessed.macros), preprocessed.text),
        )
    )
