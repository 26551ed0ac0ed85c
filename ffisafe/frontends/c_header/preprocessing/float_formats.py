"""What a compiler predefines about its floating-point formats, for `<float.h>`."""

from collections.abc import Iterator, Mapping

from ffisafe.model.target import Target

# C17 §5.2.4.2.2; the literals carry the suffix of their type.
_BINARY32 = {
    **{"MANT_DIG": "24", "DIG": "6", "DECIMAL_DIG": "9", "MIN_EXP": "(-125)", "MIN_10_EXP": "(-37)"},
    **{"MAX_EXP": "128", "MAX_10_EXP": "38", "MAX": "3.40282347e+38", "MIN": "1.17549435e-38"},
    **{"EPSILON": "1.19209290e-7", "DENORM_MIN": "1.40129846e-45", "NORM_MAX": "3.40282347e+38"},
}
_BINARY64 = {
    **{"MANT_DIG": "53", "DIG": "15", "DECIMAL_DIG": "17", "MIN_EXP": "(-1021)", "MIN_10_EXP": "(-307)"},
    **{"MAX_EXP": "1024", "MAX_10_EXP": "308"},
    **{"MAX": "1.7976931348623157e+308", "MIN": "2.2250738585072014e-308"},
    **{"EPSILON": "2.2204460492503131e-16", "DENORM_MIN": "4.9406564584124654e-324"},
    "NORM_MAX": "1.7976931348623157e+308",
}
_X87_EXTENDED = {
    **{"MANT_DIG": "64", "DIG": "18", "DECIMAL_DIG": "21", "MIN_EXP": "(-16381)", "MIN_10_EXP": "(-4931)"},
    **{"MAX_EXP": "16384", "MAX_10_EXP": "4932"},
    **{"MAX": "1.18973149535723176502e+4932", "MIN": "3.36210314311209350626e-4932"},
    **{"EPSILON": "1.08420217248550443401e-19", "DENORM_MIN": "3.64519953188247460253e-4951"},
    "NORM_MAX": "1.18973149535723176502e+4932",
}
_BINARY128 = {
    **{"MANT_DIG": "113", "DIG": "33", "DECIMAL_DIG": "36", "MIN_EXP": "(-16381)", "MIN_10_EXP": "(-4931)"},
    **{"MAX_EXP": "16384", "MAX_10_EXP": "4932"},
    "MAX": "1.18973149535723176508575932662800702e+4932",
    "MIN": "3.36210314311209350626267781732175260e-4932",
    "EPSILON": "1.92592994438723585305597794258492732e-34",
    "DENORM_MIN": "6.47517511943802511092443895822764655e-4966",
    "NORM_MAX": "1.18973149535723176508575932662800702e+4932",
}
_DOUBLE_DOUBLE = {  # IBM's: the sum of two doubles
    **{"MANT_DIG": "106", "DIG": "31", "DECIMAL_DIG": "33", "MIN_EXP": "(-968)", "MIN_10_EXP": "(-291)"},
    **{"MAX_EXP": "1024", "MAX_10_EXP": "308"},
    "MAX": "1.79769313486231580793728971405301e+308",
    "MIN": "2.00416836000897277799610805135016e-292",
    "EPSILON": "4.94065645841246544176568792868221e-324",
    "DENORM_MIN": "4.94065645841246544176568792868221e-324",
    "NORM_MAX": "8.98846567431157953864652595394501e+307",
}


def float_macros(target: Target) -> Iterator[str]:
    """Yield the macros as ``-D`` takes them."""
    yield from ("__FLT_RADIX__=2", "__FINITE_MATH_ONLY__=0", "__DECIMAL_DIG__=__LDBL_DECIMAL_DIG__")
    yield f"__FLT_EVAL_METHOD__={2 if '__i386__' in target.toolchain.macros else 0}"
    formats = {"FLT": (_BINARY32, "F"), "DBL": (_BINARY64, ""), "LDBL": (_long_double(target), "L")}
    for name, (about, suffix) in formats.items():
        yield from (f"__{name}_HAS_{what}__=1" for what in ("DENORM", "INFINITY", "QUIET_NAN"))
        for what, value in about.items():
            yield f"__{name}_{what}__={value}{suffix if 'e' in value else ''}"


def _long_double(target: Target) -> Mapping[str, str]:
    if target.scalars["long double"].size_bytes == target.scalars["double"].size_bytes:
        return _BINARY64
    macros = target.toolchain.macros
    if "__x86_64__" in macros or "__i386__" in macros:
        return _X87_EXTENDED
    return _DOUBLE_DOUBLE if "__powerpc64__" in macros else _BINARY128
