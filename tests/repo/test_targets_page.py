"""The page of targets says what the tables of targets say."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ffisafe.abi.platforms import TARGETS
from ffisafe.model.target import BitFieldRules, ScalarFact, Target

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "targets.md"
ATTRIBUTES = {BitFieldRules.MS_STRUCT: "`ms_struct`", BitFieldRules.SYSTEM_V: "`gcc_struct`"}

TYPES = [
    *("target", "bytes", "`char`", "pointer", "`long`", "`long long`", "`double`", "`long double`"),
    *("`__int128`", "`size_t`", "`wchar_t`", "largest"),
]
RECORDS = [
    *("target", "rules of", "bit-fields", "unnamed ones align", "empty struct", "enums", "vectors"),
    *("atomics", "attributes", "`va_list`"),
]


def heading(columns: Sequence[str]) -> list[str]:
    """Return the first two lines of a table."""
    return [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]


def numbers(fact: ScalarFact) -> str:
    """Return size and alignment as the page has them."""
    size, align = fact.size_bytes, fact.align_bytes
    return f"{size}" if size == align else f"{size}, {align}"


def types(target: Target) -> str:
    """Return the row of a target among the types."""
    scalars = (numbers(target.scalars[name]) for name in ("long", "long long", "double", "long double"))
    wide = numbers(target.scalars["__int128"]) if "__int128" in target.scalars else "none"
    cells = (
        f"`{target.triple}`", target.endianness.value, "signed" if target.char_is_signed else "unsigned",
        str(target.pointer_bytes), *scalars, wide, f"`{target.size_type}`", f"`{target.wchar_type}`",
        str(target.max_aligned_bytes),
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def records(target: Target) -> str:
    """Return the row of a target among the records."""
    rules = target.records
    bound = target.max_vector_align_bytes
    va_list = "pointer"
    if target.va_list is not None:
        va_list = f"{'array of one ' if target.va_list.in_array else ''}`struct {target.va_list.tag}`"
    chosen = ", ".join(sorted(ATTRIBUTES[family] for family in rules.attributes)) or "none"
    cells = (
        f"`{target.triple}`", rules.of.value, rules.bit_fields.value,
        "yes" if rules.aligns_unnamed_bit_fields else "no", str(rules.empty_struct_bytes),
        "`int`" if target.enums_are_int else "by their values", "no bound" if bound is None else str(bound),
        str(target.max_atomic_bytes), chosen, va_list,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def sources(target: Target) -> str:
    """Return the row of a target among the sources."""
    return f"| `{target.triple}` | {target.source} |"


def expected() -> Iterator[str]:
    """Yield the tables, as the page must have them."""
    yield from heading(TYPES)
    yield from map(types, TARGETS.values())
    yield from heading(RECORDS)
    yield from map(records, TARGETS.values())
    yield from heading(["target", "facts from"])
    yield from map(sources, TARGETS.values())


def test_the_page_has_every_fact() -> None:
    """Row by row; a row too many is wrong too."""
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    assert rows == [*expected()]


def test_every_target_has_a_source() -> None:
    """Its psABI with the section, or the compiler that was asked."""
    assert [target.triple for target in TARGETS.values() if not target.source] == []
