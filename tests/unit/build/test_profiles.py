"""What a flavour sets of the profiles: what hides facts, and nothing else."""

from pathlib import Path

import pytest

from ffisafe.build import CHECK, CargoOptions, build_crate, find_crate, host_triple, sanitized
from ffisafe.build.profiles import profile_arguments

from .conftest import LIB, MakeCrate
from .test_cargo import has_debug_information

HIDING = """
[profile.dev]
opt-level = 3
lto = "fat"
strip = true
debug = 0
split-debuginfo = "packed"
codegen-units = 1
panic = "abort"
[profile.dev.package."*"]
debug = false
[profile.dev.package.demo]
debug = false
opt-level = 3
"""


@pytest.mark.parametrize("place", ["Cargo.toml", ".cargo/config.toml"])
def test_a_profile_that_hides_everything(place: str, make_crate: MakeCrate) -> None:
    """Whatever is set, for one package too, the library comes out with debug information."""
    folder = make_crate()
    (folder / ".cargo").mkdir()
    with (folder / place).open("a") as file:
        file.write(HIDING)
    assert has_debug_information(build_crate(find_crate(folder), CHECK, target=host_triple()).path)


def test_the_panic_strategy_is_the_crates(make_crate: MakeCrate) -> None:
    """What has nothing to do with reading stays as it is."""
    source = f'#[cfg(not(panic = "abort"))]\ncompile_error!("unwinds");\n{LIB}'
    folder = make_crate(source=source, extra='[profile.dev]\npanic = "abort"\n')
    assert build_crate(find_crate(folder), CHECK, target=host_triple()).path.is_file()


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("x86_64-unknown-linux-gnu", "off"),
        ("aarch64-apple-darwin", "packed"),
        ("x86_64-pc-windows-msvc", "packed"),
    ],
)
def test_debug_information_is_where_it_can_be_read(target: str, place: str, make_crate: MakeCrate) -> None:
    """In the library on ELF; in a dSYM or a PDB where the system has it so."""
    arguments = profile_arguments(find_crate(make_crate()), CHECK, target)
    assert f'profile.dev.split-debuginfo="{place}"' in arguments


def test_a_package_that_is_optimised_less_stays_so_under_a_sanitizer(make_crate: MakeCrate) -> None:
    """The build that ships is tested as it ships: only its debug information is added."""
    extra = "[profile.release.package.demo]\nopt-level = 1\n"
    arguments = profile_arguments(find_crate(make_crate(extra=extra)), sanitized("address"), "any")
    assert 'profile.release.package."demo".debug=2' in arguments
    assert not any("opt-level" in argument for argument in arguments)


def test_a_manifest_that_cargo_rejects_is_left_to_cargo(make_crate: MakeCrate, tmp_path: Path) -> None:
    """A configuration that is no TOML is read as if it said nothing."""
    crate = find_crate(make_crate())
    (tmp_path / ".cargo").mkdir()
    (tmp_path / ".cargo/config.toml").write_text("profile = [\n")
    assert not any("package" in argument for argument in profile_arguments(crate, CHECK, "any"))


@pytest.mark.parametrize("profile", ["bench", "test"])
def test_profiles_of_test_harnesses_make_the_library(profile: str, make_crate: MakeCrate) -> None:
    """`cargo rustc` makes a harness under these names; what the user sets for them counts all the same."""
    source = f'#[cfg(not(debug_assertions))]\ncompile_error!("unchecked");\n{LIB}'
    folder = make_crate(source=source, extra=f"[profile.{profile}]\ndebug-assertions = true\n")
    crate = find_crate(folder, CargoOptions(profile=profile))
    assert has_debug_information(build_crate(crate, CHECK, target=host_triple()).path)
