"""``ffisafe: ignore[FFI204]`` comments in headers and Rust sources.

Comments are gone once a header is preprocessed, so they are read from the files themselves.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches

from ffisafe.contracts.codes import Codes, UnknownCodeError, read_code
from ffisafe.model.finding import Finding
from ffisafe.model.rules import RULES, finding
from ffisafe.model.source import SourceLocation
from ffisafe.report.sources import Language, Source
from ffisafe.report.sources.lex import Kind, Token, tokens

MARKER = "ffisafe"
_COMMENT = re.compile(r"ffisafe\s*:(?P<rest>.*)", re.DOTALL)
_DIRECTIVE = re.compile(
    r"\s*(?P<word>[\w-]*)\s*(?P<list>\[(?P<codes>[^\]]*)(?P<closed>\])?)?(?P<reason>.*)", re.DOTALL
)
_WORDS = ("ignore", "ignore-file")


@dataclass(slots=True, kw_only=True)
class IgnoreComment:
    """One comment: the rules that it names (all of them if it names none), and the lines it is for."""

    location: SourceLocation
    text: str
    codes: Codes | None
    lines: frozenset[int] | None  # counted from 1; None: the whole file
    reason: str
    used: set[str | None] = field(default_factory=set)

    def covers(self, found: Finding, lines: set[int]) -> bool:
        """Whether it suppresses a finding that is on some lines of its file."""
        if self.lines is not None and self.lines.isdisjoint(lines):
            return False
        if self.codes is None:
            self.used.add(None)
            return True
        matching = {code for code in self.codes if found.code.startswith(code)}
        self.used |= matching
        return bool(matching)


def read_comments(source: Source) -> tuple[list[IgnoreComment], list[Finding]]:
    """Return the ignore comments of a file, and FFI904 for each that cannot be understood."""
    comments: list[IgnoreComment] = []
    problems: list[Finding] = []
    if MARKER not in source.text:
        return comments, problems
    directives: list[tuple[Token, re.Match[str]]] = []
    lines: set[int] = set()
    for token in tokens(source.text, source.language):
        if token.kind is not Kind.COMMENT:
            lines.update(_lines(token))
        elif directive := _COMMENT.match(_content(token, source.language)):
            directives.append((token, directive))
    code_lines = sorted(lines)
    first = code_lines[0] if code_lines else len(source.lines)
    for token, directive in directives:
        where = SourceLocation(file=source.path, line=token.line + 1, column=token.column + 1)
        read = _DIRECTIVE.match(directive["rest"])
        assert read is not None
        if problem := _problem(read, where, at_top=token.line <= first):
            problems.append(problem)
            continue
        codes, unknown = _codes(read, where)
        problems += unknown
        if codes is None or codes:
            comments.append(_comment(token, read, codes, where, code_lines))
    return comments, problems


def _comment(
    token: Token,
    read: "re.Match[str]",
    codes: Codes | None,
    where: SourceLocation,
    code_lines: list[int],
) -> IgnoreComment:
    whole = read["word"] == "ignore-file"
    named = f"[{', '.join(codes)}]" if codes else ""
    return IgnoreComment(
        location=where,
        text=f"{MARKER}: {read['word']}{named}",
        codes=codes,
        lines=None if whole else frozenset(line + 1 for line in _meant(token, code_lines)),
        reason=" ".join(read["reason"].split()).lstrip(":-, "),
    )


def _meant(token: Token, code_lines: list[int]) -> Iterator[int]:
    """Yield the comment's own lines if there is code on one, else the next line that has code."""
    own = _lines(token)
    first = bisect_left(code_lines, own.start)
    if first < len(code_lines) and code_lines[first] in own:
        yield from own
    else:
        after = bisect_right(code_lines, max(own))
        yield from code_lines[after : after + 1]


def _lines(token: Token) -> range:
    return range(token.line, token.line + token.text.count("\n") + 1)


def _content(token: Token, language: Language) -> str:
    """Return what a comment says; documentation may speak of ignore comments without being one."""
    text = token.text
    if language is Language.RUST and re.match(r"///(?!/)|//!|/\*\*(?![*/])|/\*!", text):
        return ""
    return text.removesuffix("*/")[2:].lstrip("*/!< \t")


def _problem(read: "re.Match[str]", where: SourceLocation, *, at_top: bool) -> Finding | None:
    word = read["word"]
    if word not in _WORDS:
        close = get_close_matches(word.lower(), _WORDS, n=1)
        hint = f"did you mean `{close[0]}`?" if close else "write `ignore[CODE]` or `ignore-file[CODE]`"
        return _at(where, f"unknown word `{word}` in an `{MARKER}:` comment", hint)
    if read["list"] and not read["closed"]:
        return _at(where, f"the list of codes after `{word}[` is not closed", "add `]`")
    if read["list"] and not read["codes"].strip(" ,\t\n"):
        return _at(where, f"`{word}[]` names no rule", f"name the rules, as in `{word}[FFI204]`")
    if word == "ignore-file" and not at_top:
        return _at(
            where,
            "`ignore-file` stands below the first declaration",
            "move it to the top of the file, or write `ignore` for one line",
        )
    return None


def _codes(read: "re.Match[str]", where: SourceLocation) -> tuple[Codes | None, list[Finding]]:
    if not read["list"]:
        return None, []
    codes: list[str] = []
    problems: list[Finding] = []
    for word in filter(None, (part.strip() for part in read["codes"].split(","))):
        try:
            codes.append(read_code(word))
        except UnknownCodeError as error:
            problems.append(_at(where, f"{error} in an ignore comment", error.hint))
    return tuple(codes), problems


def unused(comment: IgnoreComment, checked: frozenset[str], *, all_checked: bool) -> Finding | None:
    """Return FFI904 if a comment, or a code of it, suppressed nothing that was looked for."""
    if comment.codes is None:
        if comment.used or not all_checked:
            return None
        idle = f"`{comment.text}`"
    else:
        left = [code for code in comment.codes if code not in comment.used and _was_checked(code, checked)]
        if not left:
            return None
        some = "" if len(left) == len(comment.codes) else f"{', '.join(f'`{code}`' for code in left)} of "
        idle = f"{some}`{comment.text}`"
    return _at(comment.location, f"{idle} suppresses nothing", "remove it: what it was for is gone")


def _was_checked(code: str, checked: frozenset[str]) -> bool:
    """Whether every rule that a code stands for was looked for."""
    return all(rule in checked for rule in RULES if rule.startswith(code))


def _at(where: SourceLocation, message: str, hint: str) -> Finding:
    name = where.file.rpartition("/")[2]
    in_rust = where.file.endswith(".rs")
    sides = {"rust": where} if in_rust else {"c": where}
    return finding("FFI904", f"{name}:{where.line}", message, help=hint, **sides)
