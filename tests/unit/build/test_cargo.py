"""Building: where the result goes, which flags reach it, and how a failure is told."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection

from ffisafe.build import (
    CHECK,
    RELEASE,
    CargoOptions,
    Flavour,
    Progress,
    build_crate,
    find_crate,
    host_triple,
    sanitized,
)
from ffisafe.build.cache import build_directory
from ffisafe.errors import BuildError
from ffisafe.model.contract import CrateType

from .conftest import LIB, MakeCrate

HOST = host_triple()
DEPENDENCY = "pub fn twice(x: u32) -> u32 { #[cfg(kept)] return x * 2; }\n"


def symbols(library: Path) -> set[str]:
    """Return the names of the dynamic symbols of a library."""
    with library.open("rb") as file:
        table = ELFFile(file).get_section_by_name(".dynsym")
        assert isinstance(table, SymbolTableSection)
        return {symbol.name for symbol in table.iter_symbols()}


def has_debug_information(library: Path) -> bool:
    """Return whether a library describes a function of the crate."""
    with library.open("rb") as file:
        elf = ELFFile(file)
        units = elf.get_dwarf_info().iter_CUs() if elf.has_dwarf_info(strict=True) else iter(())
        tops = [unit.get_top_DIE().attributes["DW_AT_name"].value for unit in units]
        return any(top.startswith(b"src/lib.rs/@/") for top in tops)


@pytest.mark.parametrize("flavour", [CHECK, RELEASE], ids=lambda flavour: flavour.name)
def test_each_flavour_has_a_target_directory(make_crate: MakeCrate, flavour: Flavour) -> None:
    """The artefact lies under ``target/ffisafe/FLAVOUR`` and has debug information."""
    crate = find_crate(make_crate(extra="[profile.release]\ndebug = 0\nstrip = true\n"))
    artefact = build_crate(crate, flavour, target=HOST)
    assert artefact.path.is_relative_to(crate.target_directory / "ffisafe" / flavour.name)
    assert has_debug_information(artefact.path)


@pytest.mark.parametrize("crate_type", ['["cdylib", "staticlib", "lib"]', '["staticlib"]'])
def test_a_shared_library_comes_out(make_crate: MakeCrate, crate_type: str) -> None:
    """A crate that only makes a static library is linked into a shared one as well."""
    crate = find_crate(make_crate(crate_type=crate_type))
    artefact = build_crate(crate, CHECK, target=HOST)
    assert artefact.path.name == "libdemo.so"
    assert "get" in symbols(artefact.path)


def test_sanitized_code_calls_the_runtime(make_crate: MakeCrate) -> None:
    """The library is instrumented and leaves the runtime to be preloaded."""
    crate = find_crate(make_crate())
    artefact = build_crate(crate, sanitized("address"), target=HOST)
    assert "__asan_report_load1" in symbols(artefact.path)


def test_the_checked_flavour_has_rusts_checks(make_crate: MakeCrate) -> None:
    """Debug assertions and overflow checks are on in the release profile."""
    source = "const _: () = assert!(cfg!(debug_assertions) && cfg!(overflow_checks));\n"
    folder = make_crate(source=f"#![feature(cfg_overflow_checks)]\n{source}{LIB}")
    crate = find_crate(folder)
    assert build_crate(crate, sanitized("address", checked=True), target=HOST).path.is_file()
    with pytest.raises(BuildError):
        build_crate(crate, sanitized("address"), target=HOST)


def with_build_script(folder: Path) -> None:
    """Give a crate a build script that notes its own flags and tries the compiler."""
    (folder / "build.rs").write_text(
        'fn main() {\n    println!("cargo:rustc-env=SCRIPT={}", cfg!(kept));\n}\n'
    )


@pytest.mark.parametrize("flavour", [CHECK, sanitized("address")], ids=lambda one: one.name)
@pytest.mark.parametrize("source", ["config-build", "config-target", "variable"])
def test_the_users_rustflags_are_kept(
    make_crate: MakeCrate, monkeypatch: pytest.MonkeyPatch, flavour: Flavour, source: str
) -> None:
    """Whichever way rustflags are given, they hold beside those of the flavour."""
    folder = make_crate(source=f'#[cfg(not(kept))] compile_error!("lost");\n{LIB}')
    with_build_script(folder)
    (folder / ".cargo").mkdir()
    key = {"config-build": "build", "config-target": f"target.{HOST}"}.get(source)
    if key:
        text = f'[{key}]\nrustflags = ["--cfg", "kept"]\n'
        (folder / ".cargo" / "config.toml").write_text(text)
    else:
        monkeypatch.setenv("RUSTFLAGS", "--cfg kept")
    assert build_crate(find_crate(folder), flavour, target=HOST).path.is_file()


def test_build_scripts_are_not_instrumented(make_crate: MakeCrate) -> None:
    """An instrumented build script would not even start without the runtime."""
    folder = make_crate()
    with_build_script(folder)
    assert build_crate(find_crate(folder), sanitized("address"), target=HOST).path.is_file()


def test_build_scripts_see_a_stable_compiler_in_the_check_build(make_crate: MakeCrate) -> None:
    """A script that probes for unstable features gets the answer it gets without ffisafe."""
    folder = make_crate()
    (folder / "build.rs").write_text(
        "use std::process::Command;\n"
        "fn main() {\n"
        '    std::fs::write("probe.rs", "#![feature(never_type)]").unwrap();\n'
        '    let rustc = std::env::var("RUSTC").unwrap();\n'
        '    let out = std::env::var("OUT_DIR").unwrap();\n'
        '    let probe = Command::new(rustc).args(["--crate-type=lib", "probe.rs", "--out-dir"])\n'
        "        .arg(out).status().unwrap();\n"
        '    assert!(!probe.success(), "unstable features are on");\n'
        "}\n"
    )
    assert build_crate(find_crate(folder), CHECK, target=HOST).path.is_file()


def test_a_compile_error_is_told_in_one_line(make_crate: MakeCrate) -> None:
    """The message has rustc's first error with its place, the details all of it."""
    folder = make_crate(source='#[no_mangle]\npub extern "C" fn f() -> u8 { "no" }\n')
    with pytest.raises(BuildError) as caught:
        build_crate(find_crate(folder), CHECK, target=HOST)
    assert caught.value.message == (
        f"crate `demo` ({folder}/Cargo.toml) does not build: error[E0308]: mismatched types at src/lib.rs:2"
    )
    assert '"no"' in caught.value.details


def test_a_failing_build_script_is_told_in_one_line(make_crate: MakeCrate) -> None:
    """Where rustc has nothing to say, cargo's error is the reason."""
    folder = make_crate()
    (folder / "build.rs").write_text('fn main() { panic!("no such header") }\n')
    with pytest.raises(BuildError) as caught:
        build_crate(find_crate(folder), CHECK, target=HOST)
    assert "failed to run custom build command" in caught.value.message
    assert "no such header" in caught.value.details


def test_a_target_that_is_not_installed_is_hinted_at(make_crate: MakeCrate) -> None:
    """The hint has rustup's command for the missing standard library."""
    target = "sparc64-unknown-linux-gnu"
    with pytest.raises(BuildError) as caught:
        build_crate(find_crate(make_crate()), CHECK, target=target)
    assert caught.value.hint == f"install its standard library: `rustup target add {target}`"


def test_progress_is_passed_on_line_by_line(make_crate: MakeCrate) -> None:
    """Who waits for a build sees what cargo is doing."""
    seen: list[str] = []
    build_crate(find_crate(make_crate()), CHECK, target=HOST, progress=Progress(write=seen.append))
    assert any("Compiling demo" in line for line in seen)


def test_the_manifest_is_not_touched(make_crate: MakeCrate) -> None:
    """Only Cargo.lock and the target directory may appear, as with cargo itself."""
    folder = make_crate()
    before = (folder / "Cargo.toml").read_bytes()
    build_crate(find_crate(folder), sanitized("address"), target=HOST)
    assert (folder / "Cargo.toml").read_bytes() == before
    assert {entry.name for entry in folder.iterdir()} == {
        "Cargo.toml",
        "Cargo.lock",
        "src",
        "target",
    }


def test_a_target_directory_that_cannot_be_made_moves_to_the_cache(
    make_crate: MakeCrate, tmp_path: Path
) -> None:
    """A crate on a read-only disk is built under XDG_CACHE_HOME."""
    crate = find_crate(make_crate())
    crate.target_directory.write_text("a file is in the way")
    directory = build_directory(crate, "check")
    assert directory.is_relative_to(tmp_path / "cache" / "ffisafe" / "target")
    assert os.access(directory, os.W_OK)


def test_a_sanitizer_that_rustc_lacks_is_refused() -> None:
    """The error lists those that work."""
    with pytest.raises(BuildError) as caught:
        sanitized("undefined")
    assert caught.value.hint == "use one of: address, leak, thread"


@pytest.mark.parametrize(("allowed", "passed"), [("", "demo"), ("other", "other,demo"), ("1", "1")])
def test_what_the_user_allows_stays_allowed(
    make_crate: MakeCrate, monkeypatch: pytest.MonkeyPatch, allowed: str, passed: str
) -> None:
    """``RUSTC_BOOTSTRAP`` of the environment is added to, never narrowed."""
    folder = make_crate()
    monkeypatch.setenv("RUSTC_BOOTSTRAP", allowed)
    (folder / "build.rs").write_text(
        f'fn main() {{ assert_eq!(std::env::var("RUSTC_BOOTSTRAP").unwrap(), "{passed}"); }}\n'
    )
    assert build_crate(find_crate(folder), CHECK, target=HOST).path.is_file()


def test_nowhere_to_build_is_an_error(
    make_crate: MakeCrate, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The error names both places, the hint both variables."""
    crate = find_crate(make_crate())
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    crate.target_directory.write_text("")
    monkeypatch.delenv("FFISAFE_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    with pytest.raises(BuildError) as caught:
        build_directory(crate, "check")
    assert str(crate.target_directory) in caught.value.message
    assert str(blocked) in caught.value.message
    assert "CARGO_TARGET_DIR" in caught.value.hint


def test_a_toolchain_without_the_check_builds_flag_is_good_enough(
    make_crate: MakeCrate,
) -> None:
    """Lines of types are a comfort: a rustc that does not know the flag builds without."""
    flags = ("-Zno-such-flag-in-any-rustc=yes",)
    flavour = replace(CHECK, library_rustflags=flags)
    assert build_crate(find_crate(make_crate()), flavour, target=HOST).path.is_file()


def test_a_static_library_is_only_read(make_crate: MakeCrate) -> None:
    """Asked for by type, it is what `check` reads; what is run is a shared one."""
    crate = find_crate(make_crate(), CargoOptions(crate_type=CrateType.STATICLIB))
    assert build_crate(crate, CHECK, target=HOST).path.name == "libdemo.a"
    assert build_crate(crate, RELEASE, target=HOST).path.name == "libdemo.so"
