"""The enums and typedefs of a header, and what `everything` adds."""

from pathlib import Path

from ffisafe.frontends.c_header.preprocessing.preprocess import Preprocessed
from ffisafe.frontends.c_header.read import read_preprocessed
from ffisafe.model.ctype import Enumeration, Record
from ffisafe.model.interface import Interface
from tests.support.headers import TARGET, c_interface

SYSTEM = "enum used { U }; enum idle { I }; struct far { int x; }; typedef struct far far_t;"


def read(text: str, *, everything: bool = False) -> Interface:
    """Return what a header declares that includes a system header."""
    source = f'# 1 "sys.h" 1 3\n{SYSTEM}\n# 1 "lib.h"\n{text}'
    preprocessed = Preprocessed(text=source, macros={}, system_files=frozenset({"sys.h"}))
    return read_preprocessed(preprocessed, [Path("lib.h")], TARGET, everything=everything)


def test_an_enum_has_its_tag_or_its_typedef_or_no_name() -> None:
    """The tag wins; the place is the definition's."""
    text = "enum tag { A } typedef t;\ntypedef enum { B } named;\nenum { C };\nstruct S { enum { D } d; };"
    enums = c_interface(text).enums
    assert [(enum.name, enum.type.constants[0][0]) for enum in enums] == [
        ("tag", "A"),
        ("named", "B"),
        (None, "C"),
        (None, "D"),
    ]
    assert [enum.location.line for enum in enums if enum.location] == [1, 2, 3, 4]


def test_an_enum_of_another_header_is_there_where_it_is_used() -> None:
    """A pointer to it, in a field or a parameter, is a use."""
    assert [enum.name for enum in read("struct S { enum used *u; };").enums] == ["used"]
    assert [enum.name for enum in read("void f(void (*call)(enum used));").enums] == ["used"]
    assert read("struct S { int i; };").enums == ()


def test_typedefs_have_the_types_that_they_stand_for() -> None:
    """Records and enums alike; those of other headers are not the header's own."""
    typedefs = read("typedef struct far mine; typedef enum used choice;").typedefs
    assert list(typedefs) == ["mine", "choice"]
    assert isinstance(typedefs["mine"], Record)
    assert isinstance(typedefs["choice"], Enumeration)


def test_everything_is_what_every_file_declares() -> None:
    """Used or not, the system's types are there."""
    interface = read("struct own { int i; };", everything=True)
    assert [enum.name for enum in interface.enums] == ["used", "idle"]
    assert {*interface.records} == {"struct far", "struct own"}
    assert [*interface.typedefs] == ["far_t"]


def test_an_unnamed_enum_that_is_not_understood_is_named_by_its_first_constant() -> None:
    """What has no name is not lost silently."""
    interface = c_interface("enum { FIRST, SECOND = unknown };")
    assert [(problem.symbol, interface.enums) for problem in interface.problems] == [("FIRST", ())]
