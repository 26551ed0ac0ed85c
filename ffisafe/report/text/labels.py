"""What stands beside the carets: each side's figure behind the message."""

from ffisafe.model.finding import DetailValue, Finding

_UNITS = {
    "FFI102": "{} bytes",
    "FFI103": "aligned to {}",
    "FFI104": "at byte {}",
    "FFI105": "`{}`",
    "FFI106": "`{}`",
    "FFI107": "{}",
    "FFI108": "{}",
    "FFI201": "{} parameters",
    "FFI202": "`{}`",
    "FFI203": "`{}`",
    "FFI204": "`{}`",
    "FFI207": "`{}`",
    "FFI305": "`{}`",
    "FFI601": "`{}`",
    "FFI602": "`{}`",
    "FFI603": "`{}`",
    "FFI604": "`{}`",
}
_PLACED = {"FFI202"}
_DECLARED = {"FFI205", "FFI401", "FFI402"}


def label(found: Finding, side: str) -> str:
    """Return the label of a side, ``c`` or ``rust``; empty where there is no figure."""
    value = found.details.get(side)
    if value is None or isinstance(value, (bool, list, dict)):
        return ""
    if found.code in _PLACED and isinstance(value, int):  # parameters that were exchanged
        return f"number {value}"
    if found.code in _DECLARED and side == "rust":
        return f'`extern "{value}"`'
    return _counted(_UNITS.get(found.code, _plain(value)).format(value))


def _plain(value: DetailValue) -> str:
    return "`{}`" if isinstance(value, str) and " " not in value else "{}"


def _counted(text: str) -> str:
    return text.removesuffix("s") if text in {"1 bytes", "1 parameters"} else text
