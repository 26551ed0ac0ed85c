"""C's arithmetic on a target: promotions, usual conversions, wrapping (C17 §6.3.1, §6.5)."""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.c_header.scalars import scalar
from ffisafe.model.ctype import Scalar
from ffisafe.model.target import Encoding, Target

Number = int | Fraction

COMPARISONS: dict[str, Callable[[Number, Number], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_INTEGER_ONLY: dict[str, Callable[[int, int], int]] = {
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}
_BOTH: dict[str, Callable[[Number, Number], Number]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
OPERATORS = {*COMPARISONS, *_INTEGER_ONLY, *_BOTH, "/", "%", "<<", ">>"}

_RANKS = ["_Bool", "char", "short", "int", "long", "long long", "__int128"]
_FLOATS = ["_Float16", "__fp16", "float", "double", "long double", "_Float128"]
_BIT_INT = re.compile(r"_BitInt\((\d+)\)$")
_INTEGERS = {Encoding.SIGNED, Encoding.UNSIGNED, Encoding.CHAR, Encoding.BOOLEAN}
_DIGITS = {"_Float16": 11, "__fp16": 11, "float": 24, "double": 53, "_Float128": 113}
_LARGEST_EXPONENTS = {11: 16, 24: 128, 53: 1024, 64: 16384, 106: 1024, 113: 16384}
# What more than 8 bytes of `long double` hold: x87's extended format or a pair of doubles; all
# other processors have binary128.
_TWO_DOUBLES = 106
_LONG_DOUBLE_DIGITS = {"x86_64": 64, "i686": 64, "powerpc64le": _TWO_DOUBLES}


class NotConstantError(Exception):
    """An operation has no value, though its type is known; the text says why."""


def is_integer(ctype: Scalar) -> bool:
    """Whether a scalar is of an integer type, ``_Bool`` and ``char`` among them."""
    return ctype.encoding in _INTEGERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """Conversions and operations on a target; scalars go by their canonical names."""

    target: Target

    def named(self, name: str) -> Scalar:
        """Return the type of a canonical name, bit-precise integers of constants among them."""
        found = _BIT_INT.search(name)
        if found is None:
            return scalar(name, self.target)
        size = 1 << max(int(found[1]) - 1, 0).bit_length() - 3 if int(found[1]) > 8 else 1
        encoding = Encoding.UNSIGNED if name.startswith("unsigned") else Encoding.SIGNED
        return Scalar(name=name, encoding=encoding, size_bytes=size, align_bytes=min(size, 8))

    def bits(self, ctype: Scalar) -> int:
        """Return the width of an integer type (C17 §6.2.6.2)."""
        if ctype.encoding is Encoding.BOOLEAN:
            return 1
        found = _BIT_INT.search(ctype.name)
        return int(found[1]) if found else 8 * ctype.size_bytes

    def is_signed(self, ctype: Scalar) -> bool:
        """Whether an integer type has negative values."""
        if ctype.encoding is Encoding.CHAR:
            return self.target.char_is_signed
        return ctype.encoding is Encoding.SIGNED

    def promoted(self, ctype: Scalar) -> Scalar:
        """Apply the integer promotions (C17 §6.3.1.1); bit-precise integers keep their types."""
        integer = self.named("int")
        if is_integer(ctype) and self.bits(ctype) < self.bits(integer) and "_BitInt" not in ctype.name:
            return integer
        return self.named("float") if ctype.name == "__fp16" else ctype

    def common(self, left: Scalar, right: Scalar) -> Scalar:
        """Apply the usual arithmetic conversions (C17 §6.3.1.8)."""
        for side, other in ((left, right), (right, left)):
            if side.encoding is Encoding.VECTOR:
                return side
            if side.encoding is Encoding.COMPLEX:
                return self._complex(side, other)
        floats = [side for side in (left, right) if side.encoding is Encoding.FLOAT]
        if floats:
            return self.promoted(max(floats, key=lambda side: _FLOATS.index(side.name)))
        left, right = self.promoted(left), self.promoted(right)
        high, low = sorted((left, right), key=self._rank, reverse=True)
        if self.is_signed(left) == self.is_signed(right) or not self.is_signed(high):
            return high
        if self._rank(high) == self._rank(low):
            return low
        if self.bits(high) > self.bits(low):
            return high
        return self.named(f"unsigned {high.name}")

    def _rank(self, ctype: Scalar) -> tuple[int, int]:
        """Return what orders integer types: their widths, and among equal ones their names."""
        base = ctype.name.removeprefix("unsigned ").removeprefix("signed ")
        return self.bits(ctype), _RANKS.index(base) if base in _RANKS else -1

    def _complex(self, side: Scalar, other: Scalar) -> Scalar:
        parts = [each.name.removesuffix(" _Complex") for each in (side, other)]
        part = self.common(*(self.named(name) for name in parts))
        return self.named(f"{part.name} _Complex")

    def converted(self, value: Number, ctype: Scalar) -> Number:
        """Convert a value to a type, as a cast does (C17 §6.3.1).

        Raises:
            NotConstantError: C does not say what comes of it.
        """
        if ctype.encoding is Encoding.FLOAT:
            return self._rounded(Fraction(value), ctype)
        if ctype.encoding is Encoding.BOOLEAN:
            return int(value != 0)
        if not is_integer(ctype):
            raise NotConstantError(f"a value of type `{ctype.name}` is not a number")
        bits, signed = self.bits(ctype), self.is_signed(ctype)
        if isinstance(value, Fraction):
            # C leaves it open what comes of values out of range; GCC and Clang take the nearest.
            lowest, highest = (-(1 << bits - 1) if signed else 0), (1 << bits - signed) - 1
            return min(max(int(value), lowest), highest)
        value &= (1 << bits) - 1
        return value - (1 << bits) if signed and value >> (bits - 1) else value

    def _rounded(self, value: Fraction, ctype: Scalar) -> Fraction:
        """Round to nearest, ties to even (IEEE 754); what underflows is of no interest here."""
        digits = _DIGITS.get(ctype.name) or self._long_double_digits(ctype)
        if not value:
            return value
        exponent = value.numerator.bit_length() - value.denominator.bit_length() - digits
        unit = Fraction(2) ** exponent
        if abs(value) >= unit * (1 << digits):
            unit *= 2
        result = round(value / unit) * unit
        if digits == _TWO_DOUBLES and result != value:
            raise NotConstantError(f"a value of `{ctype.name}` is not exact")  # nor for GCC
        if abs(result) >= Fraction(2) ** _LARGEST_EXPONENTS[digits]:
            raise NotConstantError(f"a value is out of the range of `{ctype.name}`")
        return result

    def _long_double_digits(self, ctype: Scalar) -> int:
        if ctype.size_bytes == 8:
            return 53
        return _LONG_DOUBLE_DIGITS.get(self.target.triple.partition("-")[0], 113)

    def operate(self, op: str, left: Number, right: Number, ctype: Scalar) -> Number:
        """Return what an operator makes of two values of a common type, wrapped to it.

        Overflow of signed types wraps, as GCC and Clang have it (they warn).

        Raises:
            NotConstantError: Division by zero.
        """
        if op in _BOTH:
            return self.converted(_BOTH[op](left, right), ctype)
        if op in _INTEGER_ONLY and isinstance(left, int) and isinstance(right, int):
            return self.converted(_INTEGER_ONLY[op](left, right), ctype)
        if op not in {"/", "%"} or (op == "%" and isinstance(left, Fraction)):
            raise UnsupportedTypeError(f"operator `{op}` of floating operands")
        if right == 0:
            raise NotConstantError("division by zero")
        if isinstance(left, Fraction):
            return self.converted(left / right, ctype)
        assert isinstance(right, int)  # converted to the type of the other one
        quotient = abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
        return self.converted(quotient if op == "/" else left - quotient * right, ctype)

    def shifted(self, op: str, value: int, count: int, ctype: Scalar) -> Number:
        """Shift a value of a promoted type.

        Raises:
            NotConstantError: C leaves it undefined, and compilers differ.
        """
        if not 0 <= count < self.bits(ctype):
            raise NotConstantError(f"shift of `{ctype.name}` by {count} bits")
        return self.converted(value << count if op == "<<" else value >> count, ctype)
