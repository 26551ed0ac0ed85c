"""Pragmas that change layouts, followed from one brace to the next."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ffisafe.model.target import Endianness

_WORDS = re.compile(r"[A-Za-z_]\w*|\d\w*|[^\s\w]")
_NUMBER = re.compile(r"\d\w*")
_PACKS = {
    text: number
    for number in (0, 1, 2, 4, 8, 16)
    for text in (f"{number}", f"0{number:o}", f"{number:#x}", f"{number:#X}")
}
# Clang's `#pragma options align`: those that are System V's rules with a `#pragma pack`.
_ALIGN_MODES = {"natural": None, "native": None, "power": None, "packed": 1}
# Options that GCC's pragmas can set, and that change layouts.
_OPTIONS = re.compile(
    r"ms-bitfields|short-enums|pack-struct|align-double|m(96|128)bit-long-double|short-wchar"
)
_LAYOUT_ATTRIBUTES = re.compile(r"\b_*(packed|aligned|align|mode|ms_struct|gcc_struct|vector_size)_*\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutPragmas:
    """What pragmas say about a record at one place of a file.

    ``problem`` names one that is not understood and may change the layout.
    """

    pack_bytes: int | None = None
    ms_struct: bool = False
    storage_order: Endianness | None = None
    problem: str | None = None


NO_PRAGMAS = LayoutPragmas()


@dataclass(slots=True, kw_only=True)
class PragmaState:
    """Follow pragmas in the order of the file; ``in_force`` is what they amount to.

    ``expand`` gives the text that a macro stands for, or None; where the compiler does not
    expand macros in pragmas it gives always None.
    """

    clang: bool = False
    expand: Callable[[str], str | None] = lambda _name: None
    in_force: LayoutPragmas = NO_PRAGMAS
    renamed: dict[str, str] = field(default_factory=dict)  # by `redefine_extname`
    _stack: list[tuple[str | None, int | None]] = field(default_factory=list)
    _attributes: list[str | None] = field(default_factory=list)  # of `clang attribute push`

    def follow(self, text: str) -> None:
        """Take the text behind ``#pragma`` into account."""
        words = _WORDS.findall(text)
        match words:
            case ["pack", *rest]:
                self._pack(rest)
            case ["ms_struct", "on" | "off" | "reset" as word, *_] if self.clang:
                self.in_force = replace(self.in_force, ms_struct=word == "on")
            case ["scalar_storage_order", *rest] if not self.clang:
                self._storage_order("".join(rest))
            case ["options", "align", "=", mode, *_] | ["align", "=", mode, *_] if self.clang:
                self._options_align(mode)
            case ["redefine_extname", old, new, *_]:
                self.renamed[old] = new
            case ["clang", "attribute", *_]:
                self._attribute(words[2:], text)
            case ["GCC", "optimize" | "target", *_] if found := _OPTIONS.search(text):
                self._not_understood(f"#pragma GCC {words[1]} with {found[0]}")

    def _pack(self, words: list[str]) -> None:
        """Follow ``#pragma pack`` (GCC manual, "Structure-Layout Pragmas"; Clang and MSVC alike)."""
        expanded = [piece for word in words for piece in self._expanded(word)]
        if expanded[:1] != ["("] or ")" not in expanded:
            return
        end = expanded.index(")")
        if self.clang and expanded[end + 1 :]:
            return
        arguments, separators = expanded[1:end:2], set(expanded[2:end:2])
        if separators <= {","}:
            self._pack_arguments(arguments)

    def _pack_arguments(self, words: list[str]) -> None:
        match words:
            case []:
                self._set_pack(None)
            case ["push", *rest]:
                self._push(rest)
            case ["pop", *rest]:
                self._pop(rest)
            case [number] if number in _PACKS:
                self._set_pack(_PACKS[number])

    def _push(self, words: list[str]) -> None:
        """Follow ``push``, with a label and a number; only GCC takes them in any order."""
        numbers = [word for word in words if _NUMBER.fullmatch(word)]
        labels = [word for word in words if word not in numbers]
        ordered = words == [*labels, *numbers] or not self.clang
        if len(numbers) > 1 or len(labels) > 1 or not ordered or not _PACKS.keys() >= {*numbers}:
            return
        self._stack.append((labels[0] if labels else None, self.in_force.pack_bytes))
        if numbers:
            self._set_pack(_PACKS[numbers[0]])

    def _pop(self, words: list[str]) -> None:
        """Follow ``pop``, to a label; Clang sets a number behind it."""
        numbers = [word for word in words if _NUMBER.fullmatch(word)]
        labels = [word for word in words if word not in numbers]
        if len(labels) > 1 or (numbers and not self.clang) or not _PACKS.keys() >= {*numbers}:
            return
        if not labels:
            depth = len(self._stack) - 1
        else:
            known = [index for index, (label, _) in enumerate(self._stack) if label == labels[0]]
            depth = known[-1] if known else -1
        if depth >= 0:
            self._set_pack(self._stack[depth][1])
            del self._stack[depth:]
        if numbers:
            self._set_pack(_PACKS[numbers[0]])

    def _set_pack(self, pack_bytes: int | None) -> None:
        self.in_force = replace(self.in_force, pack_bytes=pack_bytes or None)

    def _storage_order(self, order: str) -> None:
        orders = {"big-endian": Endianness.BIG, "little-endian": Endianness.LITTLE, "default": None}
        if order in orders:
            self.in_force = replace(self.in_force, storage_order=orders[order])

    def _options_align(self, mode: str) -> None:
        """Follow Apple's ``#pragma options align``; ``reset`` takes the last one back."""
        if mode == "reset":
            self._pop([])
            self.in_force = replace(self.in_force, problem=None)
            return
        self._push([])
        if mode in _ALIGN_MODES:
            self._set_pack(_ALIGN_MODES[mode])
        else:
            self._not_understood(f"#pragma options align={mode}")

    def _attribute(self, words: list[str], text: str) -> None:
        """Follow ``#pragma clang attribute``, which gives attributes to what comes behind it."""
        action = next((word for word in words if word in {"push", "pop"}), None)
        if action == "pop":
            before = self._attributes.pop() if self._attributes else None
            self.in_force = replace(self.in_force, problem=before)
            return
        if action == "push":
            self._attributes.append(self.in_force.problem)
        if (found := _LAYOUT_ATTRIBUTES.search(text)) and self.clang:
            self._not_understood(f"#pragma clang attribute with {found[1]}")

    def _not_understood(self, pragma: str) -> None:
        self.in_force = replace(self.in_force, problem=pragma)

    def _expanded(self, word: str) -> list[str]:
        """Return the words that a word stands for where macros are expanded."""
        seen = {word}
        while (text := self.expand(word)) is not None:
            words = _WORDS.findall(text)
            if len(words) != 1 or words[0] in seen:
                return words if len(words) != 1 else [word]
            (word,) = words
            seen.add(word)
        return [word]


def expansion(macros: Mapping[str, str], *, clang: bool) -> Callable[[str], str | None]:
    """Return how a compiler expands a word in ``#pragma pack``: Clang's does, GCC's does not."""
    return macros.get if clang else lambda _name: None
