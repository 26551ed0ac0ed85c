"""Finding the crate: what cargo knows of it, and what is wrong with it."""

from pathlib import Path

import pytest

from ffisafe.build import CargoOptions, find_crate
from ffisafe.errors import BuildError, MissingToolError
from ffisafe.model.contract import CrateType

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
    line = (folder / "Cargo.toml").read_text().splitlines().index("[dependencies") + 1
    assert caught.value.message.startswith(f"{folder}/Cargo.toml:{line}: ")
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


def test_the_manifest_itself_may_be_named(make_crate: MakeCrate) -> None:
    """As with cargo's `--manifest-path`."""
    folder = make_crate()
    assert find_crate(folder / "Cargo.toml") == find_crate(folder)


def test_an_example_is_not_the_library(make_crate: MakeCrate) -> None:
    """Examples may be shared libraries, too; they are not what others link to."""
    folder = make_crate(extra='[[example]]\nname = "plugin"\ncrate-type = ["cdylib"]\n')
    (folder / "examples").mkdir()
    (folder / "examples/plugin.rs").write_text("")
    assert find_crate(folder).library == "demo"


def test_a_library_by_another_name(make_crate: MakeCrate) -> None:
    """The library target's name is its own; the package keeps the other."""
    folder = make_crate("my-package")
    manifest = folder / "Cargo.toml"
    manifest.write_text(manifest.read_text().replace("[lib]\n", '[lib]\nname = "short"\n'))
    crate = find_crate(folder)
    assert (crate.name, crate.library) == ("my-package", "short")


def test_a_rust_only_library_can_be_made_one_for_c(make_crate: MakeCrate) -> None:
    """With a crate type of the command line, it need not be in the manifest."""
    folder = make_crate(crate_type='["rlib"]')
    options = CargoOptions(crate_type=CrateType.CDYLIB)
    assert find_crate(folder, options).library == "demo"


def test_a_root_package_without_a_c_library_leaves_it_to_a_member(make_crate: MakeCrate) -> None:
    """A workspace whose root is the Rust library, and a member the one for C."""
    root = make_crate("core", crate_type='["rlib"]', extra='[workspace]\nmembers = ["capi"]\n')
    capi = make_crate("capi")
    capi.rename(root / "capi")
    assert find_crate(root).name == "capi"


def test_the_default_members_come_first(make_crate: MakeCrate) -> None:
    """Of several C libraries, the one that cargo builds by itself is meant."""
    make_crate("one")
    root = workspace(make_crate("two").parent, "one", "two")
    manifest = root / "Cargo.toml"
    manifest.write_text(manifest.read_text() + 'default-members = ["two"]\n')
    assert find_crate(root).name == "two"


def test_a_member_that_is_named_by_its_folder_is_not_replaced(make_crate: MakeCrate) -> None:
    """Who points at a package without a C library is told so, although a neighbour has one."""
    make_crate("native")
    root = workspace(make_crate("plain", crate_type='["rlib"]').parent, "plain", "native")
    with pytest.raises(BuildError) as caught:
        find_crate(root / "plain")
    assert "package `plain` has no cdylib" in caught.value.message
