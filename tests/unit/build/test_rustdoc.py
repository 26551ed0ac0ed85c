"""Documents: for which crates, under which features, when again, and what a failure says."""

import json
import os
from pathlib import Path

import pytest

from ffisafe.build import CHECK, Artefact, build_crate, document, find_crate, host_triple

from .conftest import LIB, MakeCrate

HOST = host_triple()
EXTRA = '[dependencies]\nhelper = { path = "../helper" }\nother = { path = "../other" }\n'


@pytest.fixture
def built(make_crate: MakeCrate) -> Artefact:
    """A crate with two dependencies, built."""
    make_crate("helper", crate_type='["lib"]', source="pub struct Helper;\n")
    make_crate("other", crate_type='["lib"]', source="pub struct Other;\n")
    source = f"{LIB}pub use helper::Helper;\npub use other::Other;\n"
    return build_crate(find_crate(make_crate(source=source, extra=EXTRA)), CHECK, target=HOST)


def names(files: tuple[Path, ...]) -> list[str]:
    """Return the crates that documents are about, as they say themselves."""
    documents = [json.loads(file.read_text()) for file in files]
    return [one["index"][str(one["root"])]["name"] for one in documents]


def test_the_library_and_the_crates_asked_for_are_documented(built: Artefact) -> None:
    """And no others; the library is the first; a crate that is no part of the build is passed over."""
    documents = document(built, ["helper", "core"])
    assert documents.failure is None
    assert names(documents.files) == ["demo", "helper"]


def files_of(folder: Path) -> dict[Path, float]:
    """Return the crate's own files with their times."""
    return {
        file: file.stat().st_mtime_ns
        for file in folder.rglob("*")
        if file.is_file() and "target" not in file.relative_to(folder).parts
    }


def test_the_crates_own_files_are_not_touched(built: Artefact) -> None:
    """Its lock file included."""
    before = files_of(built.crate.directory)
    document(built, ["helper"])
    assert files_of(built.crate.directory) == before
    assert built.crate.directory / "Cargo.lock" in before


def test_nothing_is_run_for_what_is_the_same(built: Artefact, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until it is built anew, or more is asked for."""
    first = document(built, ["helper"])
    monkeypatch.setenv("CARGO", "/nowhere/cargo")
    assert document(built, ["helper"]) == first
    assert document(built, ["helper", "other"]).failure is not None
    os.utime(built.path)
    assert document(built, ["helper"]).failure is not None


def test_a_dependency_that_is_the_same_is_not_documented_again(built: Artefact) -> None:
    """Where the library's own sources changed."""
    _, before = document(built, ["helper"]).files
    written = before.stat().st_mtime_ns
    source = built.crate.source
    source.write_text(f"{source.read_text()}pub struct Added;\n")
    own, helper = document(build_crate(built.crate, CHECK, target=HOST), ["helper"]).files
    assert (helper, helper.stat().st_mtime_ns) == (before, written)
    assert "Added" in {item["name"] for item in json.loads(own.read_text())["index"].values()}


def test_nothing_is_built_again_afterwards(built: Artefact) -> None:
    """A build after documenting compiles nothing: it sees the same environment."""
    document(built, ["helper"])
    again = build_crate(built.crate, CHECK, target=HOST)
    assert {message["fresh"] for message in again.messages.all if "fresh" in message} == {True}


def test_the_users_rustdoc_is_run(built: Artefact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``RUSTDOC`` names it; its first error is the reason, until another is there."""
    script = tmp_path / "my-rustdoc"
    script.write_text("#!/bin/sh\necho 'error: unknown output format `json`' >&2\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setenv("RUSTDOC", str(script))
    documents = document(built, ["helper"])
    assert documents.files == ()
    assert documents.failure == "unknown output format `json`"
    monkeypatch.delenv("RUSTDOC")
    assert names(document(built, ["helper"]).files) == ["demo", "helper"]


def test_a_rustdoc_that_is_not_there_is_told(built: Artefact, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the name that was tried."""
    monkeypatch.setenv("RUSTDOC", "/nowhere/rustdoc")
    failure = document(built, []).failure
    assert failure is not None
    assert "/nowhere/rustdoc" in failure


def test_what_cargo_refuses_is_told(built: Artefact) -> None:
    """A manifest that was broken in the meantime, for example."""
    built.crate.manifest.write_text("[package]\n")
    failure = document(built, []).failure
    assert failure is not None
    assert "Cargo.toml" in failure


def test_lints_about_documentation_do_not_matter(make_crate: MakeCrate) -> None:
    """A crate may forbid what it does all the same."""
    source = f"//! [Nowhere] <http://bare.example>\n#![deny(warnings)]\n#![forbid(rustdoc::all)]\n{LIB}"
    built = build_crate(find_crate(make_crate(source=source)), CHECK, target=HOST)
    assert document(built, []).failure is None


def test_flags_of_the_users_configuration_stay(built: Artefact) -> None:
    """What the user says to rustdoc reaches it beside what ffisafe says."""
    folder = built.crate.directory / ".cargo"
    folder.mkdir()
    (folder / "config.toml").write_text('[build]\nrustdocflags = ["--cfg", "seen"]\n')
    source = built.crate.source
    source.write_text(f"{source.read_text()}#[cfg(seen)] pub struct Seen;\n")
    again = build_crate(built.crate, CHECK, target=HOST)
    (file,) = document(again, []).files
    assert "Seen" in {item["name"] for item in json.loads(file.read_text())["index"].values()}
