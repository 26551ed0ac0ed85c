"""What can be told of a contract from names and types alone, each with its reason; the rest are questions.

None of it is known: it is for a person to read, and is said to be a guess wherever it is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ffisafe.contracts.handout import Handout, handouts, pointer_fields
from ffisafe.contracts.pairs import Pairs, is_maker, words_of
from ffisafe.contracts.statements import RETURN, Kind, Site, written
from ffisafe.contracts.types import is_integer, mentioned_records, size_bytes
from ffisafe.model.contract import Direction, FunctionContract, Release, ValueContract
from ffisafe.model.ctype import CType, FunctionType, Pointer, Record, RecordKind, Scalar, is_void
from ffisafe.model.interface import Function, Interface
from ffisafe.model.source import SourceLocation
from ffisafe.model.target import Encoding

_SIZES = frozenset(
    {"len", "length", "size", "n", "count", "num", "nbytes", "byte", "bytes", "sz", "cnt", "elements"}
)
_IN_BYTES = frozenset({"nbytes", "byte", "bytes"})
_CONTEXTS = frozenset({"ctx", "context", "user", "userdata", "opaque", "arg", "closure", "private"})
_RAW = frozenset({"data", "buf", "buffer", "bytes", "src", "source", "dst", "dest", "ptr", "mem"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """Words about one site that names and types suggest; as a question, with the answers there are."""

    site: Site
    words: tuple[tuple[str, str], ...]  # word, and value as a contract file has it
    reason: str
    location: SourceLocation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What only a person can answer: the sets of words to choose from."""

    site: Site
    text: str
    answers: tuple[tuple[tuple[str, str], ...], ...]
    location: SourceLocation | None = None


def infer(interface: Interface) -> tuple[list[Guess], list[Question]]:
    """Return what names and types suggest about a header, and what they leave open."""
    inference = _Inference(interface)
    inference.run()
    return inference.guesses, inference.questions


class _Inference:
    def __init__(self, interface: Interface) -> None:
        self.guesses: list[Guess] = []
        self.questions: list[Question] = []
        self._interface = interface
        self._pairs = Pairs(interface)
        self._released: dict[str, list[str]] = {}  # by release function: what it releases
        self._open: dict[str, Record] = {}

    def run(self) -> None:
        functions = list(self._interface.functions.values())
        for function in functions:
            outs = self._parameters(function)
            self._handouts(function, outs)
        for function in functions:
            self._consumed(function)
        self._structs()

    # -- parameters --------------------------------------------------------------------------------

    def _parameters(self, function: Function) -> frozenset[str]:
        """Guess about parameters; return those that the function writes to."""
        outs = set()
        for index, parameter in enumerate(function.parameters):
            if not parameter.name or not isinstance(parameter.type, Pointer):
                continue
            words, reasons = [], []
            extent = self._extent(function, index)
            if extent:
                words.append(extent[0])
                reasons.append(extent[1])
            elif _is_string(parameter.type, parameter.name):
                words.append(("zero-terminated", "true"))
                reasons.append("a `const char *` without a length beside it")
            if self._is_out(parameter.name, parameter.type):
                outs.add(parameter.name)
                words.append(("direction", '"out"'))
                reasons.append("its name says that it is written to")
            if words:
                self._guess(function, parameter.name, words, "; ".join(reasons))
        return frozenset(outs)

    def _extent(self, function: Function, index: int) -> tuple[tuple[str, str], str] | None:
        """Return the extent of a pointer that has its length beside it."""
        pointer, name = function.parameters[index].type, function.parameters[index].name or ""
        assert isinstance(pointer, Pointer)
        if not self._may_be_array(pointer) or not _CONTEXTS.isdisjoint(words_of(name)):
            return None
        for other in function.parameters[index + 1 : index + 2]:
            if other.name and is_integer(other.type) and _is_length(other.name, name):
                word = self._unit(pointer, other.name)
                return ((word, f'"{other.name}"'), f"`{other.name}` stands beside it") if word else None
        return None

    def _may_be_array(self, pointer: Pointer) -> bool:
        inner = pointer.pointee
        if isinstance(inner, FunctionType) or (isinstance(inner, Pointer) and not pointer.const):
            return False
        return is_void(inner) or size_bytes(inner, self._interface) is not None

    def _unit(self, pointer: Pointer, length: str) -> str | None:
        """Return whether a length counts bytes or elements; None where it may be either."""
        size = size_bytes(pointer.pointee, self._interface)
        words = set(words_of(length))
        if is_void(pointer.pointee) or size == 1 or words & _IN_BYTES:
            return "bytes"
        return None if words & {"size", "sz"} else "count"

    def _is_out(self, name: str, pointer: Pointer) -> bool:
        words = words_of(name)
        if pointer.const or "out" not in (words[:1] + words[-1:]):
            return False
        inner = pointer.pointee
        return not is_void(inner) and size_bytes(inner, self._interface) is not None

    # -- what comes out ----------------------------------------------------------------------------

    def _handouts(self, function: Function, outs: frozenset[str]) -> None:
        said = FunctionContract(params={name: ValueContract(direction=Direction.OUT) for name in outs})
        for handout in handouts(function, said, self._interface):
            release = self._pairs.release_of(function, handout.place, handout.resource)
            if release is not None and is_maker(function) and not _is_const(handout.resource):
                self._owned(handout, release, is_out=handout.place in outs)
            else:
                self._ask(handout, release)
            if handout.place == RETURN and _is_string(handout.resource, ""):
                self._guess(
                    function, RETURN, [("zero-terminated", "true")], "a `const char *` without a length"
                )

    def _owned(self, handout: Handout, release: Release, *, is_out: bool) -> None:
        words = [("transfer", '"full"'), ("release", f'"{written(release)}"')]
        if handout.place != RETURN and not is_out:
            words.insert(0, ("direction", '"out"'))
        function = handout.function
        reason = f"the names `{function.name}` and `{release.function}` are a pair, and the types fit"
        self._guess(function, handout.place, words, reason)
        self._released.setdefault(release.function, []).append(function.name)

    def _ask(self, handout: Handout, release: Release | None) -> None:
        if isinstance(handout.resource, Record):
            for layout, _ in pointer_fields(handout.resource, self._interface):
                self._open.setdefault(layout.name, handout.resource)
        direction = () if handout.place == RETURN else (("direction", '"out"'),)
        guessed = release or self._pairs.release_of(
            handout.function, handout.place, handout.resource, alike=False
        )
        named = written(guessed) if guessed else "FUNCTION"
        owned = (*direction, ("transfer", '"full"'), ("release", f'"{named}"'))
        lent = (*direction, ("transfer", '"none"'), ("lifetime", f'"{_lender(handout)}"'))
        site = Site(kind=Kind.FUNCTION, name=handout.function.name, part=handout.place)
        text = f"who owns {handout.subject}? (FFI501)"
        at = handout.function.location
        self.questions.append(Question(site=site, text=text, answers=(owned, lent), location=at))

    def _consumed(self, function: Function) -> None:
        """Guess that a release function takes what others make."""
        if function.name in self._released and function.parameters[0].name:
            makers = ", ".join(f"`{name}`" for name in self._released[function.name][:3])
            reason = f"it releases what comes from {makers}"
            self._guess(function, function.parameters[0].name, [("transfer", '"full"')], reason)

    # -- structs -----------------------------------------------------------------------------------

    def _structs(self) -> None:
        for name, layout in mentioned_records(self._interface).items():
            if layout is None or not name or layout.kind is RecordKind.UNION:
                continue
            for member, following in zip(layout.members, layout.members[1:], strict=False):
                is_pair = member.name and following.name and isinstance(member.type, Pointer)
                if not is_pair or not is_integer(following.type) or following.width_bits is not None:
                    continue
                assert isinstance(member.type, Pointer)
                fits = _is_length(following.name or "", member.name or "")
                word = self._unit(member.type, following.name or "")
                if fits and word and self._may_be_array(member.type):
                    site = Site(kind=Kind.STRUCT, name=name, part=member.name)
                    words = ((word, f'"{following.name}"'),)
                    reason = f"`{following.name}` stands beside it"
                    self.guesses.append(
                        Guess(site=site, words=words, reason=reason, location=layout.location)
                    )
        self._fields()

    def _fields(self) -> None:
        """Ask about the pointers in structs that come out by value."""
        asked = set()
        for record in self._open.values():
            for layout, member in pointer_fields(record, self._interface):
                site = Site(kind=Kind.STRUCT, name=layout.name, part=member.name)
                if site in asked or not layout.name:
                    continue
                asked.add(site)
                text = f"who owns what {site.subject} points to, where functions return it? (FFI501)"
                answers = ((("transfer", '"full"'),), (("transfer", '"none"'),))
                self.questions.append(
                    Question(site=site, text=text, answers=answers, location=layout.location)
                )

    def _guess(self, function: Function, place: str, words: list[tuple[str, str]], reason: str) -> None:
        site = Site(kind=Kind.FUNCTION, name=function.name, part=place)
        self.guesses.append(Guess(site=site, words=tuple(words), reason=reason, location=function.location))


def _lender(handout: Handout) -> str:
    """Return as long as what a handout may live: a parameter's resource, or the program."""
    places = handout.function.parameters
    names = [each.name for each in places if each.name and isinstance(each.type, Pointer)]
    return next((name for name in names if name != handout.place), "static")


def opaque_types(interface: Interface) -> Iterator[str]:
    """Yield the structs that C sees only behind pointers."""
    for name, layout in mentioned_records(interface).items():
        if layout is None and name:
            yield name


def _is_const(resource: CType) -> bool:
    return isinstance(resource, Pointer) and resource.const


def _is_string(ctype: CType, name: str) -> bool:
    if not isinstance(ctype, Pointer) or not ctype.const or not _RAW.isdisjoint(words_of(name)):
        return False
    return isinstance(ctype.pointee, Scalar) and ctype.pointee.encoding is Encoding.CHAR


def _is_length(name: str, of: str) -> bool:
    """Whether an integer is named as the length of a pointer: ``len``, ``data_len``, ``n_data``."""
    words, owner = words_of(name), set(words_of(of))
    if not words or _SIZES.isdisjoint((words[0], words[-1])):
        return False
    return all(word in _SIZES or word in owner for word in words)
