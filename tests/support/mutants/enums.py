"""Drifts of enums: of a constant, of which there are, of the underlying type."""

from collections.abc import Iterator

from tests.support.headers import c_interface
from tests.support.mutants.header import Header, Mutant


def of_enums(header: Header) -> Iterator[Mutant]:
    """Yield drifts of each enum, under the names of the constants."""
    for declared in header.interface.enums:
        name = declared.name or ""
        places = [(each, where.line) for each, where in declared.constant_locations.items()]
        values = dict(declared.type.constants)
        for index, (constant, number) in enumerate(places):
            if constant.endswith("_COUNT"):
                continue
            for operator, line in (
                ("value", f"{constant} = {values[constant] + 100},"),
                ("negative", f"{constant} = {-values[constant] - 50},"),
                ("drop", ""),
                ("add-before", f"EXTRA_ONE = 77, {constant} = {values[constant]},"),
                ("insert", f"EXTRA_ONE, {header.line(number)}"),
            ):
                text = header.with_line(number, line)
                yield _of_constants(header, name, f"{operator} {name}.{constant}", text)
            if index + 1 < len(places) and not places[index + 1][0].endswith("_COUNT"):
                after = places[index + 1][0]
                text = header.with_line(number, f"{constant} = {values[after]},")
                text = text.replace(header.line(places[index + 1][1]), f"{after} = {values[constant]},", 1)
                yield _of_constants(header, name, f"swap {name}.{constant}", text)
        yield from _of_width(header, name)


def _of_width(header: Header, name: str) -> Iterator[Mutant]:
    """Yield an enum of another underlying type, where functions or fields use the enum itself."""
    opened = f"typedef enum {name} {{"
    if opened in header.text:
        signed = (
            min(
                value
                for each in header.interface.enums
                if each.name == name
                for _, value in each.type.constants
            )
            < 0
        )
        other_sign = "int32_t" if not signed else None
        for written in filter(None, ("uint8_t" if not signed else "int8_t", "int64_t", other_sign)):
            text = header.text.replace(opened, f"typedef enum {name} : {written} {{")
            yield Mutant(
                name=f"underlying({written}) {name}", text=text, errors=frozenset({("FFI107", name)})
            )


def _of_constants(header: Header, enum: str, name: str, text: str) -> Mutant:
    """Return FFI108 for each constant with another value, or that only one side has.

    What follows one that was put in or left out, and has no value of its own, is its consequence.
    """
    before, after = (
        next(dict(each.type.constants) for each in c.enums if each.name == enum)
        for c in (header.interface, c_interface(text))
    )
    kept = {value for constant, value in before.items() if after.get(constant) == value}
    errors = {
        ("FFI108", f"{enum}.{each}")
        for each, value in after.items()
        if each not in before and value not in kept  # else it is an alias
    }
    for constant, value in before.items():
        if constant.endswith("_COUNT"):
            continue  # it is none that is passed, and Rust has no variant for it
        if constant not in after:
            errors.add(("FFI108", f"{enum}.{_variant(constant)}"))
        elif after[constant] - value not in {0, len(after) - len(before)}:
            errors.add(("FFI108", f"{enum}.{constant}"))
    return Mutant(name=name, text=text, errors=frozenset(errors))


def _variant(constant: str) -> str:
    return "".join(word.title() for word in constant.split("_")[1:])
