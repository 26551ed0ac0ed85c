"""pycparser's lexer, taught GNU C's keywords and attributes."""

from pycparser.c_lexer import CLexer, Token

# GNU spellings of standard keywords (GCC manual, "Alternate Keywords") and type names that
# the parser need only pass on; the token types are pycparser's.
_GNU_KEYWORDS = {
    "__const": "CONST",
    "__const__": "CONST",
    "__volatile": "VOLATILE",
    "__volatile__": "VOLATILE",
    "__restrict": "RESTRICT",
    "__restrict__": "RESTRICT",
    "__inline": "INLINE",
    "__inline__": "INLINE",
    "__signed": "SIGNED",
    "__signed__": "SIGNED",
    "__complex__": "_COMPLEX",
    "__alignof": "_ALIGNOF",
    "__alignof__": "_ALIGNOF",
    "typeof": "TYPEOF",
    "__typeof": "TYPEOF",
    "__typeof__": "TYPEOF",
    "__builtin_offsetof": "OFFSETOF",
    "__thread": "_THREAD_LOCAL",
    "__builtin_va_list": "FLOAT",
    "__float128": "FLOAT",
    "_Float16": "FLOAT",
    "_Float32": "FLOAT",
    "_Float32x": "FLOAT",
    "_Float64": "FLOAT",
    "_Float64x": "FLOAT",
    "_Float128": "FLOAT",
    "_Decimal32": "FLOAT",
    "_Decimal64": "FLOAT",
    "_Decimal128": "FLOAT",
    "__int128_t": "INT",
    "__uint128_t": "INT",
}
_STANDARD_SPELLINGS = {
    "CONST": "const",
    "VOLATILE": "volatile",
    "RESTRICT": "restrict",
    "INLINE": "inline",
    "SIGNED": "signed",
    "_COMPLEX": "_Complex",
    "_ALIGNOF": "__alignof__",  # stricter than `_Alignof` for some types
    "TYPEOF": "typeof",
    "OFFSETOF": "offsetof",
}
_ATTRIBUTE = {"__attribute__", "__attribute"}
_ASM = {"asm", "__asm", "__asm__"}
_ASM_QUALIFIERS = {"volatile", "__volatile__", "inline", "goto"}

GNU_ATTRIBUTES = "ATTRIBUTE_BEGIN"
"""Token type of a whole ``__attribute__((...))``; its value is the text, ``((...))``."""


class GnuLexer(CLexer):
    """Emit each ``__attribute__((...))`` and asm label as one token, drop ``__extension__``.

    The token has the type that pycparser gives to the start of a C23 attribute list, so that
    the grammar accepts it wherever it accepts those.
    """

    def _init_state(self) -> None:
        super()._init_state()
        self._keyword_map = {**self._keyword_map, **_GNU_KEYWORDS}

    def token(self) -> Token | None:
        """Return the next token, or None at the end of the input."""
        tok = super().token()
        while tok is not None and tok.value == "__extension__":
            tok = super().token()
        if tok is None or tok.type != "ID":
            return _standard(tok)
        if tok.value in _ATTRIBUTE:
            return self._attribute(tok)
        if tok.value in _ASM:
            return self._asm_label(tok)
        return tok

    def _attribute(self, tok: Token) -> Token:
        arguments = self._parenthesized()
        return Token(GNU_ATTRIBUTES, f"({arguments})", tok.lineno, tok.column, tok.filename)

    def _asm_label(self, tok: Token) -> Token:
        mark = self._lexdata[self._pos :].lstrip().split("(")[0].split()
        for _ in [word for word in mark if word in _ASM_QUALIFIERS]:
            super().token()
        value = f"((asm({self._parenthesized()})))"
        return Token(GNU_ATTRIBUTES, value, tok.lineno, tok.column, tok.filename)

    def _parenthesized(self) -> str:
        """Consume a balanced ``(...)`` and return what is inside."""
        while self._lexdata[self._pos : self._pos + 1].isspace():
            if self._lexdata[self._pos] == "\n":
                self._lineno += 1
                self._line_start = self._pos + 1
            self._pos += 1
        if self._lexdata[self._pos : self._pos + 1] != "(":
            self._error("Expected '(' after attribute or asm", self._pos)
            return ""
        arguments = self._attribute_arguments()
        return arguments.value if arguments else ""


def _standard(tok: Token | None) -> Token | None:
    """Return a keyword as the standard spells it, for those who read its text."""
    if tok is not None and tok.value in _GNU_KEYWORDS:
        tok.value = _STANDARD_SPELLINGS.get(tok.type, tok.value)
    return tok
