"""From preprocessed text to the tokens that pycparser's grammar is made of."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pycparser.c_lexer import Token

from ffisafe.frontends.c_header.grammar.pragmas import PragmaState
from ffisafe.frontends.c_header.grammar.tokens import (
    ASM_WORDS,
    ATTRIBUTE,
    ATTRIBUTE_WORDS,
    DECLSPEC_WORDS,
    AttributeToken,
    BraceToken,
    Dialect,
    Form,
    spelled,
)

# Comments stand in no preprocessed text but that of `cpp -C`; GCC reads NUL as white space.
_SPACE = r"(?:[ \t\f\v\r\0\ufeff]|\\\r?\n|//[^\n]*|/\*(?s:.*?)(?:\*/|\Z))"
_LETTER = r"(?:[A-Za-z_$]|[^\x00-\x7f\ufeff]|\\u[0-9a-fA-F]{4}|\\U[0-9a-fA-F]{8})"
# Possessive, so that no text makes the matching go back over what it has read.
_TOKEN = re.compile(
    rf"""{_SPACE}*+(?:
    (?P<STRING>(?:u8|[uUL])?"(?:[^"\\\n]|\\(?s:.))*+")
  | (?P<CHAR>(?:u8|[uUL])?'(?:[^'\\\n]|\\(?s:.))*+')
  | (?P<WORD>{_LETTER}(?:[0-9]|{_LETTER})*+)
  | (?P<NUMBER>\.?[0-9](?:[eEpP][+-]|'?[0-9A-Za-z_]|\.)*+)
  | (?P<NEWLINE>\n\s*+)
  | (?P<PUNCTUATOR>\.\.\.|<<=|>>=|%:%:|\+\+|--|->|&&|\|\||<<|>>|<=|>=|==|!=|\*=|/=|%=|\+=|-=|&=|\|=|\^=|::
        |<:|:>|<%|%>|%:|[-=+*/%|&~^!<>?()\[\]{{}},.;:\#])
  | (?P<END>\Z)
  | (?P<OTHER>(?s:.))
    )""",
    re.VERBOSE,
)
_NAMES = {
    "...": "ELLIPSIS", "<<=": "LSHIFTEQUAL", ">>=": "RSHIFTEQUAL", "++": "PLUSPLUS", "--": "MINUSMINUS",
    "->": "ARROW", "&&": "LAND", "||": "LOR", "<<": "LSHIFT", ">>": "RSHIFT", "<=": "LE", ">=": "GE",
    "==": "EQ", "!=": "NE", "*=": "TIMESEQUAL", "/=": "DIVEQUAL", "%=": "MODEQUAL", "+=": "PLUSEQUAL",
    "-=": "MINUSEQUAL", "&=": "ANDEQUAL", "|=": "OREQUAL", "^=": "XOREQUAL", "=": "EQUALS", "+": "PLUS",
    "-": "MINUS", "*": "TIMES", "/": "DIVIDE", "%": "MOD", "|": "OR", "&": "AND", "~": "NOT", "^": "XOR",
    "!": "LNOT", "<": "LT", ">": "GT", "?": "CONDOP", "(": "LPAREN", ")": "RPAREN", "[": "LBRACKET",
    "]": "RBRACKET", "{": "LBRACE", "}": "RBRACE", ",": "COMMA", ".": "PERIOD", ";": "SEMI", ":": "COLON",
    "::": "COLONCOLON", "#": "PPHASH",
}  # fmt: skip
_DIGRAPHS = {"<:": "[", ":>": "]", "<%": "{", "%>": "}", "%:": "#", "%:%:": "##"}  # C17 §6.4.6
_PREFIXES = {"": "", "L": "W", "u8": "U8", "u": "U16", "U": "U32"}
_INTEGER = re.compile(
    r"(?i:(?:0x[0-9a-f]+|0b[01]+|[0-9]+)(?:u?l{0,2}|l{1,2}u?|u?wb|wbu|u?i(?:8|16|32|64|128)))$"
)
_FLOATING = re.compile(
    r"(?i)(?:(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|0x(?:[0-9a-f]+\.?[0-9a-f]*|\.[0-9a-f]+)p[+-]?[0-9]+)"
    r"(?:[flqwkh]|hf|bf16|f16|f32|f64|f128|f32x|f64x|df|dd|dl)?$"
)
_IMAGINARY = re.compile(r"(?i)(?!0x)(.*?)(?:([fl]?)[ij]|[ij]([fl]))$")
_LINE = re.compile(r"\s*(?:line)?\s*(\d+)\s*(?:\"((?:[^\"\\\n]|\\.)*)\")?[^\n]*")
_PRAGMA = re.compile(r"\s*pragma\b([^\n]*)")
_CLOSERS = {"(": ")", "[": "]", "{": "}"}
_ASM_QUALIFIERS = {"volatile", "__volatile__", "__volatile", "inline", "__inline", "__inline__", "goto"}
_UNIVERSAL = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")


@dataclass(slots=True)
class _Piece:
    """A part of the text that is no white space, and whether some stands before it."""

    kind: str
    text: str
    start: int
    spaced: bool


@dataclass(slots=True)
class GnuLexer:
    """What pycparser's parser asks a lexer for: ``input``, ``token`` and ``filename``.

    A whole ``__attribute__((...))``, ``__declspec(...)``, ``[[...]]``, asm label or calling
    convention is one token, of the type that pycparser gives to the start of a C23 attribute
    list. ``__extension__`` and pragmas are no tokens; what pragmas amount to is on the braces.
    """

    dialect: Dialect
    pragmas: PragmaState = field(default_factory=PragmaState)
    filename: str = ""
    _text: str = ""
    _position: int = 0
    _line: int = 1
    _line_start: int = 0
    _keywords: Mapping[str, str] = field(default_factory=dict)
    _words: dict[str, Callable[[_Piece], Token | None]] = field(default_factory=dict)
    _back: list[_Piece] = field(default_factory=list)  # read and given back

    def input(self, text: str, filename: str = "") -> None:
        """Start to read a text."""
        self._text, self.filename = text, filename
        self._position, self._line, self._line_start = 0, 1, 0
        self._keywords = self.dialect.keywords
        self._words = {
            **dict.fromkeys(ATTRIBUTE_WORDS, self._gnu_attribute),
            **dict.fromkeys(DECLSPEC_WORDS, self._declspec),
            **dict.fromkeys(ASM_WORDS, self._asm),
            **dict.fromkeys(self.dialect.attribute_words, self._attribute_word),
            "__extension__": lambda _piece: None,
            "_Pragma": self._pragma_operator,
        }
        if self.dialect.microsoft:
            self._words["__pragma"] = self._pragma_operator
        if text.startswith("#"):
            self._directive(0)

    def token(self) -> Token | None:
        """Return the next token, or None at the end of the input."""
        while True:
            piece = self._piece()
            kind, text = piece.kind, piece.text
            if kind == "END":
                return None
            if kind == "WORD":
                if (special := self._words.get(text)) is None:
                    name = text if text.isascii() and "\\" not in text else _identifier(text)
                    return self._token(self._keywords.get(name, "ID"), spelled(name), piece)
                if (found := special(piece)) is not None:
                    return found
            elif kind == "PUNCTUATOR":
                return self._punctuator(piece)
            else:
                return self._literal(piece)

    # -- the text ---------------------------------------------------------------------------

    def _piece(self) -> _Piece:
        """Return what comes next, directives followed and white space passed over."""
        if self._back:
            return self._back.pop()
        spaced = False
        while True:
            found = _TOKEN.match(self._text, self._position)
            assert found is not None  # OTHER matches anything
            kind = str(found.lastgroup)
            start = found.start(kind)
            spaced = spaced or start > self._position or kind == "NEWLINE"
            if kind != "END" and start > self._position:
                self._count_lines(self._position, start)
            self._position = found.end()
            if kind != "NEWLINE":
                return _Piece(kind, found[kind], start, spaced)
            self._count_lines(start, self._position)
            if self._text.startswith(("#", "%:"), self._position):
                self._directive(self._position)

    def _count_lines(self, start: int, end: int) -> None:
        lines = self._text.count("\n", start, end)
        if lines:
            self._line += lines
            self._line_start = self._text.rfind("\n", start, end) + 1

    def _directive(self, start: int) -> None:
        """Follow a line marker or a pragma; other directives that are left say nothing to a parser."""
        end = self._text.find("\n", start)
        end = len(self._text) if end < 0 else end
        after = start + (2 if self._text.startswith("%:", start) else 1)
        if found := _PRAGMA.match(self._text, after, end):
            self.pragmas.follow(found[1])
        elif found := _LINE.fullmatch(self._text, after, end):
            self._line = int(found[1][:9]) - 1
            self.filename = self.filename if found[2] is None else found[2]
        self._position = end

    def _token(self, kind: str, value: str, piece: _Piece) -> Token:
        return Token(kind, value, self._line, piece.start - self._line_start + 1, self.filename)

    # -- kinds of tokens --------------------------------------------------------------------

    def _punctuator(self, piece: _Piece) -> Token:
        text = _DIGRAPHS.get(piece.text, piece.text)
        token = self._token(_NAMES.get(text, "OTHER"), text, piece)
        if text == "[":
            return self._standard_attribute(piece) or token
        if text in "{}":
            return BraceToken(
                token.type, text, token.lineno, token.column, token.filename, self.pragmas.in_force
            )
        return token

    def _literal(self, piece: _Piece) -> Token:
        text = piece.text
        if piece.kind == "NUMBER":
            return self._number(piece)
        if piece.kind in {"STRING", "CHAR"}:
            prefix = _PREFIXES[text[: text.index('"' if piece.kind == "STRING" else "'")]]
            name = "STRING_LITERAL" if piece.kind == "STRING" else "CHAR_CONST"
            return self._token(prefix + name, text, piece)
        return self._token("OTHER", text, piece)

    def _number(self, piece: _Piece) -> Token:
        """Return a number without digit separators; GNU C's imaginary suffix is a word behind it."""
        text = piece.text.replace("'", "")
        if found := _IMAGINARY.match(text):
            text = found[1] + (found[2] or found[3] or "")
            self._back.append(_Piece("WORD", "i", piece.start, spaced=False))
        if not _INTEGER.match(text):
            if not _FLOATING.match(text):  # a preprocessing number such as `2.1.5`
                return self._token("OTHER", text, piece)
            is_hex = text[:2] in {"0x", "0X"}
            return self._token("HEX_FLOAT_CONST" if is_hex else "FLOAT_CONST", text, piece)
        base = text[1:2].lower() if text.startswith("0") else ""
        kind = {"x": "HEX", "b": "BIN"}.get(base, "OCT" if base.isdigit() else "DEC")
        return self._token(f"INT_CONST_{kind}", text, piece)

    # -- attributes -------------------------------------------------------------------------

    def _attribute_token(self, form: Form, text: str, piece: _Piece) -> AttributeToken:
        token = self._token(ATTRIBUTE, text, piece)
        return AttributeToken(ATTRIBUTE, text, token.lineno, token.column, token.filename, form)

    def _gnu_attribute(self, piece: _Piece) -> Token:
        token = self._attribute_token(Form.GNU, "", piece)
        text = self._parenthesized()
        if text is None or not (text.startswith("(") and text.endswith(")")):
            return self._token("OTHER", piece.text, piece)
        token.value = text[1:-1].strip()
        return token

    def _declspec(self, piece: _Piece) -> Token:
        token = self._attribute_token(Form.DECLSPEC, "", piece)
        text = self._parenthesized()
        if text is None:
            return self._token("ID", piece.text, piece)
        token.value = text
        return token

    def _attribute_word(self, piece: _Piece) -> Token:
        name = self.dialect.attribute_words[piece.text]
        token = self._attribute_token(Form.WORD, name, piece)
        if name == "based":
            token.value = f"based({self._parenthesized() or ''})"
        return token

    def _asm(self, piece: _Piece) -> Token:
        token = self._attribute_token(Form.ASM, "", piece)
        while (following := self._piece()).text in _ASM_QUALIFIERS:
            pass
        self._back.append(following)
        text = self._parenthesized()
        if text is None:
            return self._token("OTHER", piece.text, piece)
        token.value = f"asm({text})"
        return token

    def _standard_attribute(self, piece: _Piece) -> Token | None:
        """Return ``[[...]]`` as one token, if this bracket starts one."""
        second = self._piece()
        if _DIGRAPHS.get(second.text, second.text) != "[":
            self._back.append(second)
            return None
        token = self._attribute_token(Form.STANDARD, "", piece)
        text = self._balanced("]")
        closing = self._piece()
        if text is None or _DIGRAPHS.get(closing.text, closing.text) != "]":
            self._back.append(closing)
            return self._token("OTHER", "[[", piece)
        token.value = text
        return token

    def _pragma_operator(self, piece: _Piece) -> Token | None:
        """Follow ``_Pragma("...")`` (C17 §6.10.9), or Microsoft's ``__pragma(...)``."""
        text = self._parenthesized() or ""
        if piece.text == "_Pragma":
            quoted = text[text.find('"') + 1 : text.rfind('"')]
            text = re.sub(r'\\(["\\])', r"\1", quoted)
        self.pragmas.follow(text)
        return None

    def _parenthesized(self) -> str | None:
        """Consume a balanced ``(...)`` and return what is inside, or None if there is none."""
        opening = self._piece()
        if opening.text != "(":
            self._back.append(opening)
            return None
        return self._balanced(")")

    def _balanced(self, closer: str) -> str | None:
        """Consume up to a closing bracket and return what stands before it, spaces made single."""
        expected, parts = [closer], list[str]()
        while (piece := self._piece()).kind != "END":
            text = _DIGRAPHS.get(piece.text, piece.text)
            if piece.kind == "PUNCTUATOR":
                if text in _CLOSERS:
                    expected.append(_CLOSERS[text])
                elif text == expected[-1]:
                    expected.pop()
                    if not expected:
                        return "".join(parts)
                elif text in _CLOSERS.values():
                    return None
            parts.append(f" {text}" if piece.spaced and parts else text)
        self._back.append(piece)
        return None


def _identifier(text: str) -> str:
    """Return an identifier with its universal character names as the characters that they name."""

    def character(found: re.Match[str]) -> str:
        number = int(found[1] or found[2], 16)
        return chr(number) if number < 0x110000 else found[0]

    return _UNIVERSAL.sub(character, text)
