"""The catalogue of rules that this version checks."""

from ffisafe.model.finding import Finding, Rule, Severity

_ALL = (
    Rule(
        code="FFI101",
        summary="a type used across the boundary is not in the build's debug information",
        severity=Severity.WARNING,
    ),
    Rule(code="FFI102", summary="a type's size differs"),
    Rule(code="FFI103", summary="a type's alignment differs"),
    Rule(code="FFI104", summary="a field's offset differs"),
    Rule(code="FFI105", summary="a field is missing, extra, or renamed at its place"),
    Rule(code="FFI106", summary="a field's type differs"),
    Rule(code="FFI107", summary="an enum's underlying size or signedness differs"),
    Rule(code="FFI108", summary="an enum's constants differ"),
    Rule(code="FFI109", summary="a type without a stable representation crosses the boundary"),
    Rule(
        code="FFI110",
        summary="a C construct with no faithful Rust counterpart crosses the boundary",
        severity=Severity.WARNING,
    ),
    Rule(
        code="FFI111",
        summary="padding bytes cross the boundary",
        severity=Severity.NOTE,
    ),
    Rule(code="FFI201", summary="the number of parameters differs"),
    Rule(code="FFI202", summary="a parameter's type differs"),
    Rule(code="FFI203", summary="the return type differs"),
    Rule(
        code="FFI204",
        summary="const on one side, mutable on the other",
        severity=Severity.WARNING,
    ),
    Rule(code="FFI205", summary="exported without a declared C ABI"),
    Rule(code="FFI206", summary="variadic on one side only"),
    Rule(code="FFI207", summary="a Rust type with no C ABI in an exported signature"),
    Rule(code="FFI208", summary="the psABI passes the two sides' types differently"),
    Rule(code="FFI301", summary="declared in a header, not exported by the build"),
    Rule(
        code="FFI302",
        summary="exported by the build, declared in no header",
        severity=Severity.WARNING,
    ),
    Rule(code="FFI303", summary="in the Rust source, but without `no_mangle` or `export_name`"),
    Rule(code="FFI304", summary="visibility or symbol version makes a symbol unreachable"),
    Rule(code="FFI305", summary="a global variable's type or size differs"),
    Rule(
        code="FFI401",
        summary='`extern "C"` where the contract says that the function may unwind',
        severity=Severity.WARNING,
    ),
    Rule(code="FFI402", summary='`extern "C-unwind"` where the contract does not say so'),
    Rule(code="FFI403", summary="a panic reached the boundary", at_run_time=True),
    Rule(
        code="FFI501",
        summary="a pointer crosses the boundary and nothing says who owns it",
        severity=Severity.WARNING,
        strict_severity=Severity.ERROR,
    ),
    Rule(code="FFI502", summary="owned memory is returned and no release function is named"),
    Rule(code="FFI503", summary="the release function does not exist, or cannot take the resource"),
    Rule(code="FFI504", summary="an extent names something that is not an integer"),
    Rule(code="FFI505", summary="the contract contradicts the type"),
    Rule(
        code="FFI506",
        summary="the release function cannot know the allocation's size",
        severity=Severity.WARNING,
    ),
    Rule(code="FFI507", summary="two sources of the contract disagree"),
    Rule(code="FFI601", summary="Rust takes a pointer that cannot be null where the contract allows NULL"),
    Rule(
        code="FFI602",
        summary="a Rust enum is taken by value from C",
        severity=Severity.WARNING,
    ),
    Rule(code="FFI603", summary="Rust `bool` or `char` where C passes an integer"),
    Rule(code="FFI604", summary="Rust takes `&mut` beside another reference that may overlap"),
    Rule(code="FFI701", summary="heap memory was accessed out of bounds", at_run_time=True),
    Rule(code="FFI702", summary="memory was used after it was freed", at_run_time=True),
    Rule(code="FFI703", summary="memory was freed twice", at_run_time=True),
    Rule(
        code="FFI704",
        summary="freed by the wrong allocator, or not the start of an allocation",
        at_run_time=True,
    ),
    Rule(
        code="FFI706",
        summary="stack or global memory was accessed out of bounds or of scope",
        at_run_time=True,
    ),
    Rule(code="FFI709", summary="memory was accessed with the wrong alignment", at_run_time=True),
    Rule(code="FFI710", summary="the process crashed or hung with no closer diagnosis", at_run_time=True),
    Rule(code="FFI801", summary="the function does not commute with its reference", at_run_time=True),
    Rule(
        code="FFI901",
        summary="a declaration could not be understood",
        severity=Severity.WARNING,
    ),
    Rule(
        code="FFI902",
        summary="no debug information: only linkage was checked",
        severity=Severity.WARNING,
    ),
    Rule(
        code="FFI903",
        summary="a check was not run",
        severity=Severity.NOTE,
    ),
    Rule(
        code="FFI904",
        summary="an ignore comment suppresses nothing, or cannot be understood",
        severity=Severity.WARNING,
    ),
    Rule(code="FFI905", summary="an expected finding did not come"),
)

RULES = {rule.code: rule for rule in _ALL}


def finding(code: str, symbol: str, message: str, **rest: object) -> Finding:
    """Return a finding with its rule's severity; ``rest`` are the other fields of it."""
    severity = RULES[code].severity
    return Finding(code=code, severity=severity, symbol=symbol, message=message, **rest)  # type: ignore[arg-type]  # checked by Finding's own callers
