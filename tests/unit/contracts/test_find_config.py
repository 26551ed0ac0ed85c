"""The search for a contract file."""

from pathlib import Path

import pytest

from ffisafe.contracts import find_config
from ffisafe.errors import ConfigError

FILES = {
    "ffisafe.toml": "",
    "pyproject.toml": "[tool.ffisafe]\n",
    "Cargo.toml": "[package.metadata.ffisafe]\n",
}


@pytest.mark.parametrize("missing", [0, 1, 2])
def test_files_are_searched_in_their_order(tmp_path: Path, missing: int) -> None:
    """`ffisafe.toml` comes before `pyproject.toml`, and that before `Cargo.toml`."""
    names = list(FILES)[missing:]
    for name in names:
        (tmp_path / name).write_text(FILES[name], encoding="utf-8")
    assert find_config(tmp_path) == tmp_path / names[0]


def test_the_search_goes_up(tmp_path: Path) -> None:
    """The nearest folder with a contract counts, from a file or a folder in it."""
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    (tmp_path / "ffisafe.toml").touch()
    (tmp_path / "a" / "Cargo.toml").write_text(FILES["Cargo.toml"], encoding="utf-8")
    assert find_config(below) == tmp_path / "a" / "Cargo.toml"
    assert find_config(below / "x.h") == tmp_path / "a" / "Cargo.toml"


def test_files_without_the_table_are_passed_over(tmp_path: Path) -> None:
    """A `pyproject.toml` or `Cargo.toml` of its own tool alone is no contract."""
    (tmp_path / "ffisafe.toml").touch()
    below = tmp_path / "crate"
    (below / "ffisafe.toml").mkdir(parents=True)
    (below / "pyproject.toml").write_text("[tool.ruff]\n", encoding="utf-8")
    (below / "Cargo.toml").write_text("[package]\nname = 'x'\n", encoding="utf-8")
    assert find_config(below) == tmp_path / "ffisafe.toml"


def test_a_broken_file_on_the_way_stops_the_search(tmp_path: Path) -> None:
    """Whether it holds a contract cannot be known, so it is not passed over."""
    (tmp_path / "Cargo.toml").write_text("[package\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        find_config(tmp_path)
    reason = "Expected ']' at the end of a table declaration"
    assert caught.value.message == f"{tmp_path}/Cargo.toml:1:9: {reason}"


def test_a_folder_that_may_not_be_searched_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be seen is not there."""

    def refuse(path: Path) -> bool:
        raise PermissionError(path)

    monkeypatch.setattr(Path, "is_file", refuse)
    assert find_config(tmp_path) is None


def test_there_may_be_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a contract on the way up, there is none."""
    monkeypatch.setattr(Path, "is_file", lambda _: False)
    assert find_config(tmp_path) is None
