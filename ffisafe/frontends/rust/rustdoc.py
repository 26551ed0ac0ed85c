"""Reads what rustdoc writes as JSON: declared ABIs, representations, symbols, lines and documentation.

The shape of a document follows its ``format_version``, whose history is the changelog of the
``rustdoc-types`` crate. Enums are externally tagged from version 26 on; attributes are
strings before version 54, and rustc's internal names in versions 40 to 42, which no stable
compiler has.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ffisafe.errors import UnsupportedTypeError
from ffisafe.frontends.rust.attributes import exported_name, representation
from ffisafe.model.ctype import Representation
from ffisafe.model.source import SourceLocation

_VERSIONS = frozenset(range(26, 58)) - {40, 41, 42}
_USES = ("use", "import")
_TYPES = ("struct", "enum", "union")
_ABIS = {name.title(): name for name in ("cdecl", "stdcall", "fastcall", "aapcs", "win64", "system")} | {
    "C": "C",
    "SysV64": "sysv64",
}

_Item = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredFunction:
    """A function with a body; ``symbol`` is None where nothing asks for a name of its own.

    An associated one is a type's: a method, or called by the type's path.
    """

    path: str
    symbol: str | None
    abi: str
    location: SourceLocation | None
    documentation: str | None
    is_associated: bool

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("::")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredStatic:
    """A global variable with a symbol of its own."""

    path: str
    symbol: str
    is_mutable: bool
    location: SourceLocation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredType:
    """A struct, enum or union.

    ``lines`` are those of its fields, of its variants, and of their fields (``A.x``).
    ``constants`` are the variants of an enum without data, with their discriminants.
    """

    path: str
    representation: Representation
    location: SourceLocation | None
    lines: Mapping[str, SourceLocation]
    constants: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CrateSource:
    """What one crate declares, private and nested modules included, but not what bodies hold.

    ``reexports`` are the crates of which it makes something public as its own.
    """

    name: str
    functions: tuple[DeclaredFunction, ...]
    variables: tuple[DeclaredStatic, ...]
    types: Mapping[str, DeclaredType]
    reexports: frozenset[str]


def read_document(file: Path, root: Path) -> CrateSource:
    """Read one crate's document; ``root`` is the folder that its relative file names start from.

    Raises:
        UnsupportedTypeError: It is no document of rustdoc's, or of an unknown version.
    """
    try:
        document = json.loads(file.read_bytes())
        version = document["format_version"]
        known = version in _VERSIONS
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise UnsupportedTypeError(f"{file} is not what rustdoc writes as JSON ({error})") from error
    if not known:
        raise UnsupportedTypeError(
            f"this rustdoc writes JSON of format version {version}, and ffisafe knows "
            f"{min(_VERSIONS)} to {max(_VERSIONS)}"
        )
    try:
        return _Reader(document, document["index"], root).read(str(document["root"]))
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise UnsupportedTypeError(
            f"{file} does not have the shape of its format version {version} ({error!r})"
        ) from error


@dataclass(frozen=True, slots=True)
class _Reader:
    document: _Item
    index: Mapping[str, _Item]
    root: Path

    def read(self, root: str) -> CrateSource:
        name = self.index[root]["name"]
        items = dict(self._walk(root, name))
        functions: list[DeclaredFunction] = []
        variables: list[DeclaredStatic] = []
        types = {}
        associated = {
            child for _, item in items.values() if _kind(item)[0] == "impl" for child in _children(item)
        }
        for key, (path, item) in items.items():
            kind, inner = _kind(item)
            if kind == "function" and inner["has_body"]:
                functions.append(self._function(path, item, is_associated=key in associated))
            elif kind == "static":
                variables += self._static(path, item, inner)
            elif kind in _TYPES:
                types[path] = self._type(path, item, inner)
        return CrateSource(
            name=name,
            functions=tuple(functions),
            variables=tuple(variables),
            types=types,
            reexports=frozenset(self._reexports(items)),
        )

    def _walk(self, root: str, path: str) -> Iterator[tuple[str, tuple[str, _Item]]]:
        """Yield each item of the crate by its id, with its path; iteratively, for deep modules."""
        pending = [(root, path)]
        seen = set()
        while pending:
            key, path = pending.pop()
            item = self.index.get(key)
            if item is None or item["crate_id"] != 0 or key in seen:
                continue
            seen.add(key)
            yield key, (path, item)
            for inner in _children(item):
                named = self.index.get(inner, {}).get("name")
                pending.append((inner, f"{path}::{named}" if named else path))

    def _reexports(self, items: Mapping[str, tuple[str, _Item]]) -> Iterator[str]:
        for _, item in items.values():
            kind, said = _kind(item)
            if kind in _USES and item["visibility"] == "public":
                target = self.document["paths"].get(str(said["id"]))
                if target is not None and target["crate_id"] != 0:
                    yield self.document["external_crates"][str(target["crate_id"])]["name"]

    def _function(self, path: str, item: _Item, *, is_associated: bool) -> DeclaredFunction:
        _, inner = _kind(item)
        return DeclaredFunction(
            path=path,
            symbol=exported_name(item["attrs"], item["name"]),
            abi=_abi(inner["header"]["abi"]),
            location=self._location(item),
            documentation=item["docs"] or None,
            is_associated=is_associated,
        )

    def _static(self, path: str, item: _Item, inner: _Item) -> Iterator[DeclaredStatic]:
        symbol = exported_name(item["attrs"], item["name"])
        if symbol is not None:
            mutable = bool(inner.get("is_mutable", inner.get("mutable")))
            yield DeclaredStatic(path=path, symbol=symbol, is_mutable=mutable, location=self._location(item))

    def _type(self, path: str, item: _Item, inner: _Item) -> DeclaredType:
        parts = [self.index.get(key) for key in _parts(inner)]
        return DeclaredType(
            path=path,
            representation=representation(item["attrs"]),
            location=self._location(item),
            lines=dict(self._lines(inner, "")),
            constants=_constants([part for part in parts if part]),
        )

    def _lines(self, inner: _Item, prefix: str) -> Iterator[tuple[str, SourceLocation]]:
        """Yield the lines of fields and variants, and of the fields of variants."""
        for part in filter(None, map(self.index.get, _parts(inner))):
            where = self._location(part)
            name = f"{prefix}{part['name']}"
            if where is not None:
                yield name, where
            kind, said = _kind(part)
            if kind == "variant":
                yield from self._lines(said, f"{name}.")

    def _location(self, item: _Item) -> SourceLocation | None:
        span = item["span"]
        if span is None:
            return None
        return SourceLocation(file=str(self.root / span["filename"]), line=span["begin"][0])


def _kind(item: _Item) -> tuple[str, Any]:
    """Return the name of an item's kind and what is said of it; some kinds are a name alone."""
    inner = item["inner"]
    if isinstance(inner, str):
        return inner, {}
    ((kind, said),) = inner.items()
    return kind, said


def _children(item: _Item) -> Iterator[str]:
    kind, inner = _kind(item)
    if kind in {"module", "impl"}:
        yield from map(str, inner["items"])
    elif kind in _TYPES:
        yield from map(str, inner["impls"])


def _parts(inner: _Item) -> list[str]:
    """Return the ids of the fields or variants of a type, or of the fields of a variant.

    A hidden field of a tuple is None there; a unit struct and a plain variant are a name alone.
    """
    kind = inner.get("kind", {})
    if isinstance(kind, dict) and kind:
        ((_, said),) = kind.items()
        fields = said["fields"] if isinstance(said, dict) else said
    else:
        fields = inner.get("variants") or inner.get("fields") or []
    return [str(key) for key in fields if key is not None]


def _constants(variants: Sequence[_Item]) -> tuple[tuple[str, int], ...]:
    """Return the discriminants of an enum without data: 0 at first, then one more than the last."""
    constants: list[tuple[str, int]] = []
    for variant in variants:
        kind, said = _kind(variant)
        if kind != "variant" or said["kind"] != "plain":
            return ()
        following = constants[-1][1] + 1 if constants else 0
        stated = said["discriminant"]
        constants.append((variant["name"], int(stated["value"]) if stated else following))
    return tuple(constants)


def _abi(abi: str | dict[str, Any]) -> str:
    """Return an ABI as Rust's source spells it."""
    if isinstance(abi, str):
        return abi
    ((name, said),) = abi.items()
    if name == "Other":
        return str(said).strip('"')
    return _ABIS[name] + ("-unwind" if said["unwind"] else "")
