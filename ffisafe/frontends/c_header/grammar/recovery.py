"""What to skip of a declaration that cannot be parsed, and what to call it."""

from collections.abc import Callable, Sequence

from pycparser.c_lexer import Token

from ffisafe.frontends.c_header.grammar.tokens import ATTRIBUTE

_OPENERS = {"LBRACE": "RBRACE", "LPAREN": "RPAREN", "LBRACKET": "RBRACKET"}
NAMES = {"ID", "TYPEID"}


def extent(following: Callable[[], Token | None], *, one_declarator: bool) -> tuple[list[Token], bool]:
    """Read to the end of a declaration, or of one of its declarators.

    Returns:
        What was read, and whether a comma stopped it, behind which another declarator follows.
    """
    skipped: list[Token] = []
    brackets = _Brackets()
    before_body = False
    while (token := following()) is not None:
        skipped.append(token)
        kind = token.type
        if kind == "RBRACE" and not brackets.open[kind]:
            return skipped, False
        brackets.follow(kind)
        if brackets.open["RBRACE"]:
            continue
        # No semicolon stands in parentheses: one that is met there shows that they are broken.
        if kind == "SEMI" or (kind == "RBRACE" and before_body):
            return skipped, False
        if one_declarator and kind == "COMMA" and not brackets.stack:
            return skipped, True
        # Braces behind a list of parameters are a body, and nothing follows a body.
        if not brackets.stack and kind not in {"RBRACE", ATTRIBUTE}:
            before_body = kind == "RPAREN"
    return skipped, False


class _Brackets:
    """Brackets that are open: the tokens that would close them, and how many of each kind."""

    def __init__(self) -> None:
        self.stack: list[str] = []
        self.open = dict.fromkeys(_OPENERS.values(), 0)

    def follow(self, kind: str) -> None:
        """Open or close one; what was opened inside and not closed ends with it."""
        if kind in _OPENERS:
            self.stack.append(_OPENERS[kind])
            self.open[_OPENERS[kind]] += 1
        elif self.open.get(kind):
            closed = ""
            while closed != kind:
                closed = self.stack.pop()
                self.open[closed] -= 1


def declared_name(tokens: Sequence[Token]) -> str:
    """Return what a declaration most likely declares: a function, else the last name outside of braces."""
    depth = 0
    outside: list[str] = []
    inside: list[str] = []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        depth -= token.type in {"RBRACE", "RPAREN", "RBRACKET"}
        if token.type == "EQUALS" and depth == 0:
            break
        if token.type in NAMES:
            if depth == 0 and following is not None and following.type == "LPAREN":
                return str(token.value)
            (inside if depth > 0 else outside).append(token.value)
        depth += token.type in _OPENERS
    return str([tokens[0].value, *inside[:1], *outside][-1])


def defined_tags(tokens: Sequence[Token]) -> set[str]:
    """Return the tags that a declaration defines, as C writes them: ``struct tag``."""
    found = set()
    plain = [token for token in tokens if token.type != ATTRIBUTE]
    for keyword, name, brace in zip(plain, plain[1:], plain[2:], strict=False):
        if keyword.type in {"STRUCT", "UNION", "ENUM"} and name.type in NAMES and brace.value in "{:":
            found.add(f"{keyword.value} {name.value}")
    return found
