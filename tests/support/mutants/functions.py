"""Drifts of functions, callbacks and variables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ffisafe.model.ctype import FunctionType, Pointer, is_void
from ffisafe.model.interface import Function
from tests.support.mutants.header import Header, Keys, Mutant
from tests.support.mutants.retype import retyped

_CALLBACK = re.compile(r"^( *(?:typedef )?)(\w+) \(\*(\w+)\)\(([^;]*)\);$", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Declaration:
    """A function's declaration in its header, taken apart."""

    header: Header
    function: Function
    span: tuple[int, int]
    result: str
    parameters: tuple[str, ...]

    @classmethod
    def of(cls, header: Header, function: Function) -> "_Declaration":
        found = re.search(
            rf"^(?P<result>[\w ]+?\**){function.name}\((?P<parameters>[^;]*)\);", header.text, re.MULTILINE
        )
        assert found, function.name
        parameters = re.split(r",\s*", found["parameters"]) if function.parameters else []
        return cls(
            header=header,
            function=function,
            span=found.span(),
            result=found["result"],
            parameters=tuple(parameters),
        )

    def mutant(
        self,
        operator: str,
        *keys: tuple[str, str],
        others: Keys = frozenset(),
        result: str | None = None,
        name: str | None = None,
        parameters: list[str] | None = None,
    ) -> Mutant:
        """Return the header with another declaration in its place."""
        inside = ", ".join(self.parameters if parameters is None else parameters) or "void"
        declared = f"{self.result if result is None else result}{name or self.function.name}({inside});"
        text = self.header.text[: self.span[0]] + declared + self.header.text[self.span[1] :]
        return Mutant(
            name=f"{operator} {self.function.name}", text=text, errors=frozenset(keys), others=others
        )

    def replaced(self, index: int, *written: str) -> list[str]:
        """Return the parameters with others in place of one."""
        return [*self.parameters[:index], *written, *self.parameters[index + 1 :]]


def of_functions(header: Header) -> Iterator[Mutant]:
    """Yield drifts of each function: of a parameter, of their number, of the result, of the name."""
    for function in header.interface.functions.values():
        declaration = _Declaration.of(header, function)
        yield from _of_number(declaration)
        yield from _of_results(declaration)
        for index in range(len(declaration.parameters)):
            yield from _of_parameter(declaration, index)


def _of_number(one: _Declaration) -> Iterator[Mutant]:
    name, parameters = one.function.name, one.parameters
    differs = ("FFI201", name)
    yield one.mutant("add-last", differs, parameters=[*parameters, "int32_t extra"])
    yield one.mutant("add-first", differs, parameters=["const char *extra", *parameters])
    unmentioned = frozenset({("FFI302", name)})
    yield one.mutant("rename", ("FFI301", f"{name}_ex"), name=f"{name}_ex", others=unmentioned)
    yield one.mutant("undeclare", result="typedef void ", name=f"unused_{name}", others=unmentioned)
    if parameters:
        yield one.mutant("variadic", ("FFI206", name), parameters=[*parameters, "..."])


def _of_parameter(one: _Declaration, index: int) -> Iterator[Mutant]:
    name = one.function.name
    declared, said = one.parameters[index], one.function.parameters[index]
    differs = ("FFI202", f"{name}.{said.name}")
    for operator, other in retyped(declared):
        yield one.mutant(f"{operator}[{said.name}]", differs, parameters=one.replaced(index, other))
    yield one.mutant(f"drop[{said.name}]", ("FFI201", name), parameters=one.replaced(index))
    if isinstance(said.type, Pointer) and not isinstance(said.type.pointee, FunctionType):
        toggled = declared.removeprefix("const ") if said.type.const else f"const {declared}"
        warned = frozenset({("FFI204", f"{name}.{said.name}")})
        yield one.mutant(f"const[{said.name}]", others=warned, parameters=one.replaced(index, toggled))
    if index + 1 < len(one.parameters):
        following = one.function.parameters[index + 1]
        keys = [differs, ("FFI202", f"{name}.{following.name}")]  # their names tell, if not their types
        swapped = [*one.parameters]
        swapped[index : index + 2] = swapped[index + 1], swapped[index]
        yield one.mutant(f"swap[{said.name}]", *keys, parameters=swapped)


def _of_results(one: _Declaration) -> Iterator[Mutant]:
    differs = ("FFI203", f"{one.function.name}.return")
    result = one.function.result
    if is_void(result):
        yield one.mutant("result-int", differs, result="int32_t ")
        return
    yield one.mutant("result-void", differs, result="void ")
    for operator, other in retyped(f"{one.result}x"):
        yield one.mutant(f"result-{operator}", differs, result=other.removesuffix("x"))


def of_callbacks(header: Header) -> Iterator[Mutant]:
    """Yield drifts of function pointers, which every parameter and field of their type has to show."""
    for found in _CALLBACK.finditer(header.text):
        start, result, name, inside = found.groups()
        uses = _uses(header, name)
        parameters = re.split(r",\s*", inside)
        variants = [("callback-drop", parameters[1:]), ("callback-add", [*parameters, "int32_t extra"])]
        for index, declared in enumerate(parameters):
            for operator, other in retyped(declared):
                if "void" not in other:
                    variants.append(
                        (
                            f"callback-{operator}[{index}]",
                            [*parameters[:index], other, *parameters[index + 1 :]],
                        )
                    )
        for operator, changed in variants:
            written = f"{start}{result} (*{name})({', '.join(changed)});"
            text = header.text[: found.start()] + written + header.text[found.end() :]
            yield Mutant(name=f"{operator} {name}", text=text, errors=uses)
        written = f"{start}double (*{name})({inside});"
        text = header.text[: found.start()] + written + header.text[found.end() :]
        yield Mutant(name=f"callback-result {name}", text=text, errors=uses)


def _uses(header: Header, name: str) -> Keys:
    """Return what is to be said where a function pointer is a field, or a typedef's type is used."""
    ctype = header.interface.typedefs.get(name)
    keys = set()
    for layout in header.interface.records.values():
        for member in layout.members:
            if member.name == name or (ctype is not None and member.type == ctype):
                keys.add(("FFI106", f"{layout.name}.{member.name}"))
    for function in header.interface.functions.values():
        for parameter in function.parameters:
            if ctype is not None and parameter.type == ctype:
                keys.add(("FFI202", f"{function.name}.{parameter.name}"))
    return frozenset(keys)


def of_variables(header: Header) -> Iterator[Mutant]:
    """Yield drifts of global variables: of the type, of the length, of const, of the name."""
    for name, variable in header.interface.variables.items():
        assert variable.location
        number = variable.location.line
        declared = header.line(number).removeprefix("extern ").removesuffix(";")
        differs = frozenset({("FFI305", name)})
        for operator, other in retyped(declared):
            text = header.with_line(number, f"extern {other};")
            yield Mutant(name=f"{operator} {name}", text=text, errors=differs)
        renamed = header.with_line(number, f"extern {declared.replace(name, name + '_EX')};")
        gone, unmentioned = frozenset({("FFI301", f"{name}_EX")}), frozenset({("FFI302", name)})
        yield Mutant(name=f"rename {name}", text=renamed, errors=gone, others=unmentioned)
        if variable.const:
            text = header.with_line(number, f"extern {declared.removeprefix('const ')};")
            warned = frozenset({("FFI204", name)})
            yield Mutant(name=f"const {name}", text=text, errors=frozenset(), others=warned)
