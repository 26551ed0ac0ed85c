"""Finding the crate: what cargo knows of it, and what is wrong with it."""

from pathlib import Path

import pytest

from ffisafe.build import CargoOptions, find_crate
from ffisafe.errors import BuildError, MissingToolError

from .conftest import MakeCrate


def test_a_crate_is_found_in_its_folder(make_crate: MakeCrate) -> None:
    """Everything that a build needs to know comes from cargo's metadata."""
    folder = make_crate("my-crate", crate_type='["cdylib", "rlib"]')
    crate = find_crate(folder)
    assert (crate.name, crate.library, crate.edition) == ("my-crate", "my_crate", "2021")
    assert crate.crate_types == ("cdylib", "rlib")
    assert crate.directory == folder
    assert crate.source == folder / "src" / "lib.rs"
    assert crate.target_directory == folder / "target"


def workspace(root: Path, *members: str) -> Path:
    """Write the manifest of a workspace over crates that are already there."""
    (root / "Cargo.toml").write_text(f'[workspace]\nresolver = "2"\nmembers = {list(members)}\n')
    return root


def test_a_workspace_has_one_crate_with_a_c_library(make_crate: MakeCrate) -> None:
    """The only cdylib or staticlib of a workspace is the one that is meant."""
    make_crate("plain", crate_type='["rlib"]')
    root = make_crate("native", crate_type='["staticlib"]').parent
    assert find_crate(workspace(root, "plain", "native")).name == "native"


def test_two_candidates_are_named(make_crate: MakeCrate) -> None:
    """Which of two C libraries is meant cannot be guessed."""
    make_crate("one")
    root = workspace(make_crate("two").parent, "one", "two")
    with pytest.raises(BuildError) as caught:
        find_crate(root)
    assert caught.value.message == f"{root}/Cargo.toml: 2 packages have a C library: one, two"
    assert find_crate(root, CargoOptions(package="two")).name == "two"
    assert find_crate(root / "one").name == "one"


def test_an_unknown_package_is_answered_with_those_there_are(make_crate: MakeCrate) -> None:
    """A misspelt package name is met with the right ones."""
    with pytest.raises(BuildError) as caught:
        find_crate(make_crate(), CargoOptions(package="dmeo"))
    assert caught.value.message.endswith("no package `dmeo` in this workspace")
    assert caught.value.hint == "its packages are: demo"


def test_a_folder_without_a_manifest_is_named(tmp_path: Path) -> None:
    """The search does not wander upward to some other crate."""
    with pytest.raises(BuildError) as caught:
        find_crate(tmp_path)
    assert caught.value.message == f"{tmp_path}: no Cargo.toml there"


def test_a_rust_only_library_says_what_to_add(make_crate: MakeCrate) -> None:
    """The hint has the line and the file that it goes into."""
    folder = make_crate(crate_type='["rlib"]')
    with pytest.raises(BuildError) as caught:
        find_crate(folder)
    manifest = folder / "Cargo.toml"
    assert caught.value.message == f"{manifest}: package `demo` has no cdylib or staticlib target"
    line = f'add `crate-type = ["cdylib"]` under [lib] in {manifest}'
    assert caught.value.hint == f"{line}, or say `--crate-type cdylib`"


def test_a_broken_manifest_is_reported_with_its_cause(make_crate: MakeCrate) -> None:
    """Cargo's own words are the details."""
    folder = make_crate(extra="[dependencies\n")
    with pytest.raises(BuildError) as caught:
        find_crate(folder)
    assert caught.value.message.startswith(f"{folder}/Cargo.toml: ")
    assert "\n" not in caught.value.message
    assert "Cargo.toml" in caught.value.details


def test_a_missing_cargo_is_a_missing_tool(make_crate: MakeCrate, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without cargo there is a hint, and no traceback."""
    folder = make_crate()
    monkeypatch.setenv("CARGO", "/nonexistent/cargo")
    with pytest.raises(MissingToolError) as caught:
        find_crate(folder)
    assert caught.value.message == "cargo is not on this machine (tried `/nonexistent/cargo`)"
    assert "rustup.rs" in caught.value.hint


def test_a_workspace_without_a_c_library_says_so(make_crate: MakeCrate) -> None:
    """Where several crates could be meant, none of them is blamed."""
    make_crate("one", crate_type='["rlib"]')
    root = workspace(make_crate("two", crate_type='["rlib"]').parent, "one", "two")
    with pytest.raises(BuildError) as caught:
        find_crate(root)
    assert caught.value.message.endswith("no package of this workspace has a cdylib or staticlib target")
