"""Places of TOML keys: what holds for all texts."""

import contextlib
import tomllib

import hypothesis.strategies as st
from hypothesis import example, given

from ffisafe.contracts.locate import KeyPath, locate_keys
from tests.properties.contracts.strategies import TomlText, toml_texts


def key_paths(value: object, path: KeyPath = ()) -> set[KeyPath]:
    """Return the path of every key and list item in a TOML value."""
    items: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    found = {(*path, key) for key, _ in items}
    return found.union(*(key_paths(below, (*path, key)) for key, below in items))


@given(toml_texts())
def test_every_key_is_found_on_its_line(drawn: TomlText) -> None:
    """However a key is written, its place is its line, and no key is missed or made up."""
    places = locate_keys(drawn.text, "x").places
    assert {path: place.line for path, place in places.items()} == drawn.lines
    assert key_paths(tomllib.loads(drawn.text)) == places.keys()


@given(st.text(max_size=40))
@example("a = [\n")
@example("[a\nb = 1")
@example('"\\q" = 1')
@example('"\n" = 1\n')
@example("a = { b = 1, \n c = 2 }")
def test_any_text_has_places(text: str) -> None:
    """A text that is no TOML has some places or none, and is no error here."""
    with contextlib.suppress(UnicodeEncodeError):
        locations = locate_keys(text, "x")
        assert locations.of(("nowhere", 0)).line >= 1
