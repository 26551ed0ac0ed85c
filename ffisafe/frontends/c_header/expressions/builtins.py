"""GCC's and Clang's built-in functions in constant expressions (GCC manual, "Other Builtins")."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from inspect import signature
from typing import TYPE_CHECKING

from pycparser import c_ast

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.expressions.operand import Address, Operand, Types
from ffisafe.frontends.c_header.grammar.spelling import spelled
from ffisafe.model.ctype import Scalar

if TYPE_CHECKING:
    from ffisafe.frontends.c_header.expressions.evaluate import Expressions


def _redundant_sign_bits(value: int, bits: int) -> int:
    if value >> (bits - 1):
        value = ~value & ((1 << bits) - 1)
    return bits - 1 - value.bit_length()


_SUFFIXES = {"": "int", "l": "long", "ll": "long long"}
_BITS: dict[str, Callable[[int, int], int | None]] = {
    "clz": lambda value, bits: bits - value.bit_length() if value else None,
    "ctz": lambda value, _: (value & -value).bit_length() - 1 if value else None,
    "ffs": lambda value, _: (value & -value).bit_length(),
    "popcount": lambda value, _: value.bit_count(),
    "parity": lambda value, _: value.bit_count() % 2,
    "clrsb": _redundant_sign_bits,
}
_COUNTING = re.compile(rf"__builtin_({'|'.join(_BITS)})(l?l?)$")
_ABSOLUTE = re.compile(r"__builtin_(l?l?)abs$")
_SWAPPING = re.compile(r"__builtin_bswap(16|32|64|128)$")
_SWAPPED = {"16": "unsigned short", "32": "unsigned int", "64": "unsigned long", "128": "unsigned __int128"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Builtins:
    """Calls that the compiler itself evaluates."""

    types: Types
    expressions: "Expressions"

    def call(self, name: str, arguments: list[c_ast.Node]) -> Operand | None:
        """Return what a call denotes, None if the function is not one of these."""
        if not name.startswith("__builtin_") and name != "offsetof":
            return None
        evaluate = self._by_name(name)
        if evaluate is None:
            return None
        try:
            bound = signature(evaluate).bind(*arguments)
        except TypeError:
            raise UnsupportedTypeError(f"`{name}` does not take {len(arguments)} arguments") from None
        return evaluate(*bound.args)

    def _by_name(self, name: str) -> Callable[..., Operand] | None:
        if found := _COUNTING.match(name):
            return partial(self._counted, found[1], _SUFFIXES[found[2]])
        if found := _ABSOLUTE.match(name):
            return partial(self._absolute, _SUFFIXES[found[1]])
        if found := _SWAPPING.match(name):
            return partial(self._swapped, found[1])
        known: dict[str, Callable[..., Operand]] = {
            "offsetof": self._offset,
            "__builtin_offsetof": self._offset,
            "__builtin_choose_expr": self._chosen,
            "__builtin_types_compatible_p": self._compatible,
            "__builtin_constant_p": self._is_constant,
            "__builtin_expect": self._expected,
            "__builtin_expect_with_probability": self._expected,
            "__builtin_strlen": self._length,
        }
        return known.get(name)

    def _offset(self, of: c_ast.Node, designator: c_ast.Node) -> Operand:
        return self.expressions.size(self.expressions.operands.offset(of, designator))

    def _chosen(self, condition: c_ast.Node, then: c_ast.Node, otherwise: c_ast.Node) -> Operand:
        """Return one operand as it is; nothing is asked about the other."""
        return self.expressions.of(then if self.expressions.constant(condition) else otherwise)

    def _compatible(self, one: c_ast.Node, other: c_ast.Node) -> Operand:
        types = [self.types.type_of(each) for each in (one, other)]
        return self.expressions.truth(
            self.expressions.compatibility.compatible(*types, enums_are_integers=False)
        )

    def _is_constant(self, argument: c_ast.Node) -> Operand:
        operand = self.expressions.value_of(argument)
        return self.expressions.truth(operand.value is not None and not isinstance(operand.value, Address))

    def _expected(self, value: c_ast.Node, *_: c_ast.Node) -> Operand:
        return self.expressions.cast(
            self.expressions.arithmetic.named("long"), self.expressions.value_of(value)
        )

    def _length(self, argument: c_ast.Node) -> Operand:
        text = self.expressions.of(argument).text
        if text is None:
            return Operand(type=self.expressions.arithmetic.named(self.types.target.size_type))
        return self.expressions.size((*text, 0).index(0))

    def _argument(self, name: str, argument: c_ast.Node) -> tuple[Scalar, int | None, str]:
        """Return an argument as the function's prototype converts it, its bits unsigned."""
        ctype = self.expressions.arithmetic.named(name)
        operand = self.expressions.cast(ctype, self.expressions.value_of(argument))
        if not isinstance(operand.value, int):
            return ctype, None, operand.why
        return ctype, operand.value & ((1 << 8 * ctype.size_bytes) - 1), ""

    def _counted(self, what: str, name: str, argument: c_ast.Node) -> Operand:
        ctype, value, why = self._argument(name, argument)
        result = None if value is None else _BITS[what](value, 8 * ctype.size_bytes)
        integer = self.expressions.arithmetic.named("int")
        return Operand(type=integer, value=result, why=why or f"`{spelled(argument)}` has no such bit")

    def _absolute(self, name: str, argument: c_ast.Node) -> Operand:
        ctype = self.expressions.arithmetic.named(name)
        operand = self.expressions.cast(ctype, self.expressions.value_of(argument))
        if not isinstance(operand.value, int):
            return operand
        return self.expressions.number(name, abs(operand.value))

    def _has_long_long_int64(self) -> bool:
        """Whether `uint64_t` is `unsigned long long`: where `long` is shorter, and for Apple."""
        target = self.types.target
        return target.scalars["long"].size_bytes < 8 or "apple" in target.triple

    def _swapped(self, bits: str, argument: c_ast.Node) -> Operand:
        name = _SWAPPED[bits]
        if bits == "64" and self._has_long_long_int64():
            name = "unsigned long long"
        ctype, value, why = self._argument(name, argument)
        if value is None:
            return Operand(type=ctype, why=why)
        return Operand(type=ctype, value=int.from_bytes(value.to_bytes(int(bits) // 8, "little"), "big"))
