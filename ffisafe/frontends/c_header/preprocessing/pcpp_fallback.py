"""Preprocessing without a compiler: pcpp, with the target's macros and headers of our own.

pcpp is C99's preprocessor. What headers ask of GCC's besides, ``#include_next``, ``_Pragma`` and
the questions such as ``__has_include``, is added here.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pcpp import Action, OutputDirective, Preprocessor

from ffisafe.errors import HeaderError
from ffisafe.frontends.c_header.preprocessing.compilers import FREESTANDING, OWN_HEADERS
from ffisafe.frontends.c_header.preprocessing.options import HeaderOptions, Switch
from ffisafe.frontends.c_header.preprocessing.predefined import predefined_macros
from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed
from ffisafe.frontends.c_header.preprocessing.unit_text import UnitText
from ffisafe.model.target import Target

_MAX_DEPTH = 200  # GCC's
_MAIN = "ffisafe: "  # before the number of a header that no `#include` names
_NEXT = "__ffisafe_include_next"
_INCLUDE_NEXT = re.compile(r"^([ \t]*#[ \t]*)include_next\b", re.MULTILINE)
_CONDITION = re.compile(r"^[ \t]*#[ \t]*(?:el)?if\b(?:\\\n|.)*", re.MULTILINE)
_HAS_INCLUDE = re.compile(r'\b__has_include(_next)?\s*\(\s*([<"])([^>"\n]+)[>"]\s*\)')
_HAS_ATTRIBUTE = "__ffisafe_has_attribute_"
# Those of GCC that headers ask for; all that change a layout are among them.
_KNOWN_ATTRIBUTES = frozenset(
    {
        *("access", "aligned", "alloc_align", "alloc_size", "always_inline", "cdecl", "cold", "const"),
        *("deprecated", "dllexport", "dllimport", "fastcall", "format", "gcc_struct", "gnu_inline", "hot"),
        *("leaf", "malloc", "may_alias", "mode", "ms_abi", "ms_struct", "noinline", "nonnull", "noreturn"),
        *("nothrow", "packed", "pure", "returns_nonnull", "scalar_storage_order", "section", "sentinel"),
        *("stdcall", "sysv_abi", "thiscall", "transparent_union", "unused", "used", "vector_size"),
        *("visibility", "warn_unused_result", "weak"),
    }
)
_QUESTIONS = (
    f"__has_attribute(x) {_HAS_ATTRIBUTE} ## x",
    *(f"{name}(x) 0" for name in ("__has_builtin", "__has_c_attribute", "__has_cpp_attribute")),
    *(f"{name}(x) 0" for name in ("__has_feature", "__has_extension", "__has_declspec_attribute")),
    *(f"{name} {name}" for name in ("__has_include", "__has_include_next")),
)
_STANDARD = ("__STDC__ 1", "__STDC_VERSION__ 201710L", "__STDC_HOSTED__ 0", "__FFISAFE__ 1")
_NOTE = "there is no C compiler: the headers were preprocessed by pcpp, as for a freestanding program"


def preprocess_with_pcpp(headers: Sequence[Path], options: HeaderOptions, target: Target) -> Preprocessed:
    """Preprocess headers as one translation unit of a freestanding program.

    Raises:
        HeaderError: A header cannot be preprocessed.
    """
    forced = [Path(value) for value in options.values(Switch.INCLUDE_FILE)]
    preprocessor = _Preprocessor([*forced, *headers], options)
    for text in _definitions(options, target):
        preprocessor.define_or_undefine(text)
    text = preprocessor.run()
    return Preprocessed(
        text=text,
        macros=preprocessor.object_macros(),
        system_files=frozenset(preprocessor.system_files),
        notes=(_NOTE,),
    )


def _definitions(options: HeaderOptions, target: Target) -> Iterator[str]:
    """Yield what follows `#define`, or `-` and the name to undefine."""
    yield from (*_STANDARD, *_QUESTIONS)
    for macro in predefined_macros(target):
        name, _, value = macro.partition("=")
        if not name.startswith(("__has_feature", "__has_extension")):
            yield f"{name} {value if '=' in macro else '1'}"
    for flag in options.flags:
        if flag.switch is Switch.DEFINE:
            name, equals, value = flag.value.partition("=")
            if not re.match(r"[A-Za-z_]\w*(\(.*\))?$", name):
                raise HeaderError(f"`-D{flag.value}`: macro names must be identifiers", hint="check `-D`")
            yield f"{name} {value if equals else '1'}"
        elif flag.switch is Switch.UNDEFINE:
            yield f"-{flag.value}"


class _Preprocessor(Preprocessor):  # type: ignore[misc]  # pcpp has no types
    def __init__(self, headers: Sequence[Path], options: HeaderOptions) -> None:
        super().__init__()
        self.source: str | None = None  # pcpp's name for the file that it reads
        self.line_directive = None
        self.system_files: set[str] = set()
        self._headers = headers
        user = [*options.values(Switch.INCLUDE_DIR), str(OWN_HEADERS)]
        self._folders = [Path(name) for name in (*user, *options.values(Switch.SYSTEM_DIR))]
        self._folders.append(FREESTANDING)
        self._first_system = len(user)
        self._open: list[Path] = []  # the files that include one another
        self._found_in: list[int | None] = []  # which folder each of them came from

    def define_or_undefine(self, text: str) -> None:
        """Take one definition of the command line."""
        if text.startswith("-"):
            self.undef(self.tokenize(text[1:]))
        else:
            self.define(text)

    def run(self) -> str:
        """Return the translation unit.

        Raises:
            HeaderError: pcpp gives up.
        """
        main = "".join(f'#include "{_MAIN}{number}"\n' for number in range(len(self._headers)))
        output = UnitText(self.system_files, white_space=self.t_WS)
        try:
            self.parse(main)
            while (tok := self.token()) is not None:
                output.add(tok)
        except HeaderError:
            raise
        except Exception as error:  # noqa: BLE001  # pcpp fails in its own ways over odd directives
            too_deep = isinstance(error, RecursionError)
            reason = "it is nested too deeply" if too_deep else f"pcpp fails: {error}"
            raise HeaderError(
                f"{self._where()}: {reason}", hint="correct the directive, or install a C compiler"
            ) from None
        return output.text()

    def object_macros(self) -> dict[str, str]:
        """Return what object-like macros stand for at the end."""
        return {
            name: "".join(str(tok.value) for tok in macro.value).strip()
            for name, macro in self.macros.items()
            if macro.arglist is None
        }

    def _where(self) -> str:
        directive = self.lastdirective
        if directive is None or not directive.source:
            return str(self._headers[-1])
        return f"{directive.source}:{directive.lineno}"

    # -- what pcpp asks -------------------------------------------------------------------------

    def on_error(self, file: str, line: int, msg: str) -> None:
        raise HeaderError(f"{file}:{line}: {msg[:1].lower()}{msg[1:]}", hint="correct the header")

    def on_unknown_macro_in_expr(self, ident: str) -> int:
        """Answer for `__has_attribute`: whatever may change a layout, we know."""
        if ident.startswith(_HAS_ATTRIBUTE):
            return int(ident.removeprefix(_HAS_ATTRIBUTE).strip("_") in _KNOWN_ATTRIBUTES)
        return 0

    def on_directive_unknown(self, directive: Any, toks: Any, _passthru: Any, _preceding: Any) -> bool | None:
        match directive.value:
            case "error":
                text = "".join(str(tok.value) for tok in toks)
                raise HeaderError(
                    f"{directive.source}:{directive.lineno}: #error {text}", hint="correct the header"
                )
            case "pragma" | "line":
                raise OutputDirective(Action.IgnoreAndPassThrough)
            case "warning" | "ident" | "sccs" | "assert" | "unassert":
                return True
        raise HeaderError(
            f"{directive.source}:{directive.lineno}: invalid preprocessing directive #{directive.value}",
            hint="correct the header",
        )

    def include(self, tokens: Any, _original_line: Any) -> Iterator[Any]:
        """Find a file as compilers do, and yield its tokens."""
        tokens = [tok for tok in tokens if tok.value.strip()]
        is_next = bool(tokens) and tokens[0].value == _NEXT
        written = "".join(tok.value for tok in tokens[is_next:])
        found = re.fullmatch(r'<(.+?)>|"(.+)"', written)
        if found is None:
            raise HeaderError(f"{self._where()}: malformed #include {written}", hint="correct the header")
        name = found[1] or found[2]
        if (place := self._find(name, is_quoted=found[1] is None, is_next=is_next)) is None:
            raise HeaderError(
                f"{self._where()}: {name}: No such file or directory",
                hint="name the folder that has it with `-I DIR`; without a C compiler there is no C library",
            )
        if len(self._open) >= _MAX_DEPTH:
            raise HeaderError(
                f"{self._where()}: #include nested depth {len(self._open)} exceeds maximum of {_MAX_DEPTH}",
                hint="a header includes itself: give it an include guard, or `#pragma once`",
            )
        yield from self._tokens_of(*place)

    # -- files ----------------------------------------------------------------------------------

    def _find(self, name: str, *, is_quoted: bool, is_next: bool) -> tuple[Path, int | None] | None:
        """Return a file and the number of its folder, None for one that is in no folder's name."""
        if name.startswith(_MAIN):
            return self._headers[int(name.removeprefix(_MAIN))], None
        came_from = self._found_in[-1] if self._found_in else None
        start = 0
        if is_next:
            start = 0 if came_from is None else came_from + 1
        elif is_quoted and self._open and (beside := self._open[-1].parent / name).is_file():
            return beside, came_from
        for number, folder in enumerate(self._folders[start:], start):
            if (path := folder / name).is_file():
                return path, number
        return None

    def _tokens_of(self, path: Path, folder: int | None) -> Iterator[Any]:
        full = str(path.absolute())
        if full in self.include_once and self._is_spent(full):
            return
        if folder is not None and folder >= self._first_system:
            self.system_files.add(full)
        outer = self.source
        self._found_in.append(folder)
        self._open.append(path.absolute())
        yield from self.parsegen(self._text_of(path), str(path), full)
        self._found_in.pop()
        self._open.pop()
        self.source = outer

    def _is_spent(self, full: str) -> bool:
        """Whether `#pragma once`, or a guard that is still defined, keeps a file from being read again."""
        guard = self.include_once[full]
        return guard is None or guard in self.macros

    def _text_of(self, path: Path) -> str:
        text = path.read_text(encoding="utf-8-sig", errors="surrogateescape")
        text = _INCLUDE_NEXT.sub(rf"\1include {_NEXT} ", text)
        return _CONDITION.sub(lambda line: _HAS_INCLUDE.sub(self._has_include, line[0]), text)

    def _has_include(self, asked: re.Match[str]) -> str:
        return str(int(self._find(asked[3], is_quoted=asked[2] == '"', is_next=bool(asked[1])) is not None))
