"""Files that lie about themselves, as one clear error."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from elftools.common.exceptions import DWARFError, ELFError

from ffisafe.errors import LibraryError

_OF_THE_FORMATS = (DWARFError, ELFError, EOFError, OSError, struct.error, zlib.error)
# What Python's own limits say of sizes and nesting without end.
_OF_LIMITS = (MemoryError, OverflowError, RecursionError)


class DamageError(ELFError):
    """A file is not what its headers say."""


@contextmanager
def reported(path: Path) -> Iterator[None]:
    """Turn whatever a damaged file sets off into one clear error, and no mistake of our own."""
    try:
        yield
    except LibraryError:
        raise
    except Exception as error:
        if not _comes_of_damage(error):
            raise
        raise LibraryError(
            f"{path} is damaged: {_reason(error)}", hint="build it again, or read it with `readelf -a`"
        ) from error


def _comes_of_damage(error: Exception) -> bool:
    """Whether an error tells of the file: pyelftools checks little, and trips over the rest."""
    return isinstance(error, (*_OF_THE_FORMATS, *_OF_LIMITS)) or _raised_in_elftools(error.__traceback__)


def _raised_in_elftools(trace: TracebackType | None) -> bool:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and str(trace.tb_frame.f_globals.get("__name__")).startswith("elftools.")


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "its types are nested without end"
    if isinstance(error, (ELFError, DWARFError, OSError)) and str(error):
        return " ".join(str(error).split())
    return f"{type(error).__name__} while reading it ({error})"
