"""From header files to an interface: preprocessed, and then read or remembered."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ffisafe.frontends.c_header.cache import content_key
from ffisafe.frontends.c_header.contract_macros import require_known_words
from ffisafe.frontends.c_header.preprocessing.options import HeaderOptions
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed, preprocess
from ffisafe.frontends.garbage import no_garbage
from ffisafe.frontends.kept import InterfaceCache
from ffisafe.model.interface import Interface
from ffisafe.model.target import Target


def read_headers(
    headers: Sequence[Path],
    options: HeaderOptions,
    target: Target,
    *,
    everything: bool = False,
    tolerant: bool = False,
) -> Interface:
    """Return what headers declare, with every record laid out for the target.

    Functions and types are those of the headers themselves and of the files that they include
    from their own folders; what they take from elsewhere appears only where it is used. With
    ``everything`` they are those of all files that are included. With ``tolerant`` a declaration
    that the compiler rejects is a problem, and the rest is used.

    Raises:
        HeaderError: A header is missing, or is not C.
        MissingToolError: A tool that was named is not on this machine.
    """
    source = preprocess(headers, options, target)
    require_known_words(source)
    cache = InterfaceCache(options.cache) if options.cache else None
    key = content_key(source, headers, target, everything=everything)
    interface = cache.load(key) if cache else None
    if interface is None:
        interface, accepted = _read(source, headers, target, everything=everything, tolerant=tolerant)
        if cache and accepted:
            cache.store(key, interface)
    return replace(interface, notes=source.notes)


def _read(
    source: Preprocessed, headers: Sequence[Path], target: Target, *, everything: bool, tolerant: bool
) -> tuple[Interface, bool]:
    """Read them while the compiler checks them; return also whether it accepts them, as far as it counts."""
    # They take longer to import than a remembered header takes to load.
    from ffisafe.frontends.c_header.preprocessing.syntax import syntax_check  # noqa: PLC0415  # as above
    from ffisafe.frontends.c_header.read import read_preprocessed  # noqa: PLC0415  # as above

    with no_garbage(), syntax_check(source.invocation) as check:
        interface = read_preprocessed(
            source, headers, target, everything=everything, check=check, tolerant=tolerant
        )
        return interface, check is None or check.accepts
