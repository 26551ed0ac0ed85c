"""Words of ``ffisafe.h`` that the preprocessor left as they are: misspelt, or never defined."""

import re
from difflib import get_close_matches

from ffisafe.errors import HeaderError
from ffisafe.frontends.c_header.preprocessing.compilers import OWN_HEADERS
from ffisafe.frontends.c_header.preprocessing.markers import file_name
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed

_PREFIX = "FFISAFE_"
_GUARD = "FFISAFE_H"
_MARKER = re.compile(r'# (\d+) "((?:[^"\\]|\\.)*)"')
_WORD = re.compile(r"""(?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\b(?P<word>FFISAFE_\w+)""")
_DEFINED = re.compile(r"^#define (FFISAFE_[A-Z0-9_]*[A-Z0-9])\b", re.MULTILINE)


def require_known_words(source: Preprocessed) -> None:
    """Check that no word of the contract is misspelt: a parser would only see a name out of place.

    Raises:
        HeaderError: One is; the message has its line and the nearest word that there is.
    """
    if _PREFIX not in source.text:
        return
    file, number = "", 0
    for line in source.text.split("\n"):
        if line.startswith("# ") and (marker := _MARKER.match(line)):
            file, number = marker[2], int(marker[1])
            continue
        if _PREFIX in line:
            _require_known(line, f"{file_name(file)}:{number}", included=_GUARD in source.macros)
        number += 1


def _require_known(line: str, where: str, *, included: bool) -> None:
    known = frozenset(_DEFINED.findall((OWN_HEADERS / "ffisafe.h").read_text(encoding="utf-8"))) - {_GUARD}
    for found in _WORD.finditer(line):
        word = found["word"]
        if not word:
            continue
        if word in known:
            hint = "give it its arguments in parentheses" if included else 'write `#include "ffisafe.h"`'
            raise HeaderError(f"{where}: `{word}` is not expanded", hint=hint)
        # What all of them begin with would make any two of them alike.
        if nearest := get_close_matches(word[len(_PREFIX) :], [each[len(_PREFIX) :] for each in known], n=1):
            hint = f"did you mean `{_PREFIX}{nearest[0]}`?"
            raise HeaderError(f"{where}: unknown word `{word}`", hint=hint)
