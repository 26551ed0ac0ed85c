"""Structs, unions and enums with data: a key for each, and a layout for each that was referred to."""

from collections import deque
from collections.abc import Callable, Mapping
from graphlib import CycleError, TopologicalSorter

from elftools.dwarf.die import DIE

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.rust.cells import is_cell
from ffisafe.frontends.rust.damage import DamageError
from ffisafe.frontends.rust.dies import children, flag, number, path, referenced, text
from ffisafe.frontends.rust.guaranteed import as_declared
from ffisafe.frontends.rust.lines import SourceLines
from ffisafe.frontends.rust.sizes import align_of, is_static, size_of
from ffisafe.frontends.rust.variants import read_variants
from ffisafe.model.ctype import CType, Record, RecordKind, Representation, innermost
from ffisafe.model.interface import Problem
from ffisafe.model.layout import Member, RecordLayout
from ffisafe.model.target import Endianness, Target

_Shape = tuple[object, ...]
_TypeOf = Callable[[DIE], CType]
_BITS = 8


class Records:
    """Names records when they are met, and lays them out afterwards: they may be recursive."""

    def __init__(self, target: Target, lines: SourceLines) -> None:
        self._target = target
        self._lines = lines
        self._shapes: dict[str, _Shape] = {}
        self._pending: deque[tuple[Record, DIE]] = deque()

    def refer(self, die: DIE, kind: RecordKind) -> Record:
        """Return the record that a DIE describes; its layout will come from ``layouts``."""
        names = path(die)
        name, shape = names[-1], _shape(die)
        key = "::".join(names)
        if not name or self._shapes.get(key, shape) != shape:
            # Nameless in C, or another type of the same path: two versions of one crate.
            key = f"{key}#{die.offset:#x}"
        record = Record(kind=kind, name=name, key=key)
        if key not in self._shapes:
            self._shapes[key] = shape
            self._pending.append((record, die))
        return record

    def layouts(self, type_of: _TypeOf) -> tuple[dict[str, RecordLayout], list[Problem]]:
        """Return the layout of every complete record reached, and those not understood.

        ``type_of`` gives a member's type, and may refer to further records.
        """
        layouts: dict[str, RecordLayout] = {}
        problems = []
        while self._pending:
            record, die = self._pending.popleft()
            if flag(die, "DW_AT_declaration") or "DW_AT_byte_size" not in die.attributes:
                continue
            try:
                layouts[record.key] = self._layout(record, die, type_of)
            except UnsupportedTypeError as error:
                where = self._lines.locate(die)
                problems.append(Problem(symbol=record.name, reason=error.message, location=where))
        _refuse_loops(layouts)
        return layouts, problems

    def _layout(self, record: Record, die: DIE, type_of: _TypeOf) -> RecordLayout:
        align = align_of(die, self._target)

        def member_of(member: DIE) -> Member:
            return self._member(member, type_of(member), align)

        laid = [as_declared(record.key, member_of(one)) for one in _members(die) if not is_static(one)]
        enum = read_variants(die, member_of, self._lines.locate)
        return RecordLayout(
            kind=record.kind,
            name="::".join(path(die)),
            size_bytes=number(die, "DW_AT_byte_size") or 0,
            align_bytes=align,
            members=tuple(sorted(laid, key=lambda member: member.offset_bits)),
            location=self._lines.locate(die),
            representation=Representation(is_transparent=True) if is_cell(record.key) else None,
            variants=enum.variants,
            tag=enum.tag,
        )

    def _member(self, die: DIE, ctype: CType, record_align: int) -> Member:
        """A packed record caps the alignment of its members, which DWARF does not say."""
        referred = referenced(die)
        align = number(die, "DW_AT_alignment") or align_of(referred, self._target)
        size = size_of(referred, self._target)
        return Member(
            name=_member_name(die),
            type=ctype,
            offset_bits=_offset_bits(die, size, self._target.endianness),
            size_bytes=size,
            align_bytes=min(align, record_align),
            width_bits=number(die, "DW_AT_bit_size"),
            location=self._lines.locate(die),
        )


def _refuse_loops(layouts: Mapping[str, RecordLayout]) -> None:
    """Make sure that taking a record apart comes to an end.

    Raises:
        DamageError: A record holds itself.
    """
    held = {key: _held(layout) & layouts.keys() for key, layout in layouts.items()}
    try:
        TopologicalSorter(held).prepare()
    except CycleError as error:
        loop = error.args[1]
        raise DamageError(f"`{layouts[loop[0]].name}` holds itself, and has no size therefore") from error


def _held(layout: RecordLayout) -> set[str]:
    """Return the keys of the records that lie in one, those behind pointers aside."""
    variants = [member for variant in layout.variants for member in variant.members]
    types = [member.type for member in (*layout.members, *variants)]
    return {one.key for one in map(innermost, types) if isinstance(one, Record)}


def _members(die: DIE) -> list[DIE]:
    return children(die, "DW_TAG_member")


def _member_name(die: DIE) -> str | None:
    """Return a field's name; rustc writes the fields of a tuple struct as ``__0``."""
    name = text(die, "DW_AT_name")
    if name is not None and name.startswith("__") and name[2:].isdecimal():
        return name[2:]
    return name


def _offset_bits(die: DIE, size_bytes: int, endianness: Endianness) -> int:
    """Return a member's offset (DWARF 5 §5.7.6; bit-fields also as DWARF 3 §5.6.6 has them)."""
    in_bits = number(die, "DW_AT_data_bit_offset")
    if in_bits is not None:
        return in_bits
    start = _BITS * (number(die, "DW_AT_data_member_location") or 0)
    from_top, width = number(die, "DW_AT_bit_offset"), number(die, "DW_AT_bit_size")
    if from_top is None or width is None:
        return start
    if endianness == "big":
        return start + from_top
    storage = number(die, "DW_AT_byte_size") or size_bytes
    return start + _BITS * storage - from_top - width


def _shape(die: DIE) -> _Shape:
    """Return what tells two records of one path apart, without following their members."""
    members = (
        (text(m, "DW_AT_name"), number(m, "DW_AT_data_member_location"), _name_of(referenced(m)))
        for m in _members(die)
    )
    return (die.tag, number(die, "DW_AT_byte_size"), number(die, "DW_AT_alignment"), *members)


def _name_of(die: DIE | None) -> tuple[object, ...]:
    if die is None:
        return ()
    return (die.tag, text(die, "DW_AT_name"), number(die, "DW_AT_byte_size"))
