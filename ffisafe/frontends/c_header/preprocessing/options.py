"""What the user tells the preprocessor, whichever one it is."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Switch(StrEnum):
    """The preprocessor's options that carry a value, as GCC and Clang spell them."""

    INCLUDE_DIR = "-I"
    SYSTEM_DIR = "-isystem"
    DEFINE = "-D"
    UNDEFINE = "-U"
    INCLUDE_FILE = "-include"
    PKG_CONFIG = "--pkg-config"  # stands for what pkg-config says about a module


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """One option with its value."""

    switch: Switch
    value: str

    @property
    def arguments(self) -> list[str]:
        """The option as a compiler takes it."""
        if self.switch in {Switch.SYSTEM_DIR, Switch.INCLUDE_FILE}:
            return [self.switch.value, self.value]
        return [f"{self.switch}{self.value}"]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderOptions:
    """What the preprocessor is told, in the user's order.

    ``standard`` is a language as ``-std=`` takes it; None is what the compiler takes by itself.
    ``cache`` is the folder where what has been read is kept; None keeps nothing.
    """

    flags: tuple[Flag, ...] = ()
    standard: str | None = None
    cache: Path | None = None

    def values(self, switch: Switch) -> list[str]:
        """Return the values of one option."""
        return [flag.value for flag in self.flags if flag.switch is switch]

    @property
    def arguments(self) -> list[str]:
        """All options as a compiler takes them."""
        standard = [] if self.standard is None else [f"-std={self.standard}"]
        return [*standard, *(word for flag in self.flags for word in flag.arguments)]
