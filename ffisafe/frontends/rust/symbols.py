"""Symbols that an ELF file lets others reach, and those that it keeps (System V gABI, "Symbol Table")."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ffisafe.frontends.rust.dynamic import DynamicSymbols
from ffisafe.frontends.rust.elf import SHT_SYMTAB, ElfFile, Symbol
from ffisafe.frontends.rust.relocation import LinkedObject
from ffisafe.model.interface import HiddenSymbol, Unreachable

_GNU_IFUNC = 10
_FUNCTIONS = frozenset({2, _GNU_IFUNC})  # STT_FUNC
_TYPES = _FUNCTIONS | {1, 5, 6}  # STT_OBJECT, STT_COMMON, STT_TLS
_BINDINGS = frozenset({1, 2, 10})  # STB_GLOBAL, STB_WEAK, STB_GNU_UNIQUE
_VISIBILITIES = frozenset({0, 3})  # STV_DEFAULT, STV_PROTECTED
_UNDEFINED = 0  # SHN_UNDEF
_EM_ARM = 40
# Of rustc's two manglings, and its own: no header has them.
RUST_ONLY = ("_ZN", "_R", "__rust_", "__rustc_")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedSymbol:
    """A symbol that others can link to, at its address in the file's own numbering.

    ``address`` is None where the debug information is another file's, which numbers otherwise.
    """

    name: str
    address: int | None
    is_function: bool
    size_bytes: int | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbols:
    """What a file exports, and what it has but does not let others reach."""

    exported: tuple[ExportedSymbol, ...] = ()
    hidden: Mapping[str, HiddenSymbol] = field(default_factory=dict)


def library_symbols(elf: ElfFile) -> Symbols:
    """Return the symbols of a shared library: the dynamic ones as the loader finds them, then the rest."""
    exported: dict[str, ExportedSymbol] = {}
    hidden: dict[str, HiddenSymbol] = {}
    for one in DynamicSymbols(elf).read():
        symbol = one.symbol
        if not _is_defined(symbol):
            continue
        reason = Unreachable.LOCAL if one.is_local else _unreachable(symbol)
        if reason is None and not one.is_default:
            reason = Unreachable.VERSION
        if reason is None:
            exported.setdefault(symbol.name, _exported(elf, symbol, symbol.value, one.version))
        else:
            hidden.setdefault(symbol.name, HiddenSymbol(name=symbol.name, reason=reason, version=one.version))
    for symbol in _kept(elf):
        # What is in the dynamic symbol table has been judged; the rest is bound to the library.
        reason = _unreachable(symbol) or Unreachable.LOCAL
        hidden.setdefault(symbol.name, HiddenSymbol(name=symbol.name, reason=reason))
    return _symbols(exported.values(), hidden)


def object_symbols(elf: ElfFile, linked: LinkedObject) -> Symbols:
    """Return the symbols of a relocatable object: all that is global in it becomes part of the program."""
    exported, hidden = {}, {}
    for symbol in _kept(elf):
        reason = _unreachable(symbol)
        if reason is None:
            address = linked.address(symbol.section, symbol.value)
            exported[symbol.name] = _exported(elf, symbol, address, None)
        else:
            hidden[symbol.name] = HiddenSymbol(name=symbol.name, reason=reason)
    return _symbols(exported.values(), hidden)


def merged_symbols(parts: Iterable[Symbols]) -> Symbols:
    """Return the symbols of several objects; what one exports, another may have hidden."""
    exported: dict[str, ExportedSymbol] = {}
    hidden: dict[str, HiddenSymbol] = {}
    for part in parts:
        for symbol in part.exported:
            exported.setdefault(symbol.name, symbol)
        hidden = {**part.hidden, **hidden}
    return _symbols(exported.values(), hidden)


def _symbols(exported: Iterable[ExportedSymbol], hidden: Mapping[str, HiddenSymbol]) -> Symbols:
    reached = tuple(exported)
    names = {symbol.name for symbol in reached}
    return Symbols(exported=reached, hidden={name: one for name, one in hidden.items() if name not in names})


def _kept(elf: ElfFile) -> Iterator[Symbol]:
    """Yield what the full symbol table defines, but for what only Rust calls."""
    table = elf.of_type(SHT_SYMTAB)
    for symbol in elf.symbols(table) if table is not None else ():
        if _is_defined(symbol) and symbol.name.isidentifier() and not symbol.name.startswith(RUST_ONLY):
            yield symbol


def _is_defined(symbol: Symbol) -> bool:
    return symbol.section != _UNDEFINED and symbol.type in _TYPES and bool(symbol.name)


def _unreachable(symbol: Symbol) -> Unreachable | None:
    if symbol.binding not in _BINDINGS:
        return Unreachable.LOCAL
    return None if symbol.visibility in _VISIBILITIES else Unreachable.HIDDEN


def _exported(elf: ElfFile, symbol: Symbol, address: int, version: str | None) -> ExportedSymbol:
    # The lowest bit of an Arm function's address says that it is Thumb code.
    place = address & ~1 if elf.machine == _EM_ARM else address
    is_function = symbol.type in _FUNCTIONS
    return ExportedSymbol(
        name=symbol.name, address=place, is_function=is_function, size_bytes=symbol.size, version=version
    )
