"""Headers that cbindgen writes match the crates that it writes them for."""

import subprocess
from pathlib import Path

import pytest

from tests.support.crates import checked

CRATES = Path(__file__).parents[1] / "data" / "cbindgen"
CONFIGS = sorted(CRATES.glob("*/cbindgen*.toml"))


def header(config: Path, folder: Path) -> Path:
    """Return what cbindgen writes for a crate with one of its configurations."""
    crate = config.parent
    path = folder / f"{crate.name}.h"
    command = ["cbindgen", "--quiet", "--config", config.name, "--crate", crate.name, "--output", str(path)]
    subprocess.run(command, cwd=crate, check=True, capture_output=True)
    return path


def check(path: Path, crate: Path, *arguments: str) -> list[dict[str, str]]:
    """Return what is found of a header and a crate without a contract."""
    contract = path.with_name("ffisafe.toml")
    contract.touch()
    report = checked(path, "--crate", crate, "--config", contract, *arguments)
    assert report["summary"]["functions_checked"] > 0
    found: list[dict[str, str]] = report["findings"]
    return found


@pytest.mark.parametrize("config", CONFIGS, ids=lambda path: str(path.relative_to(CRATES).with_suffix("")))
def test_a_written_header_matches_its_crate(config: Path, tmp_path: Path) -> None:
    """No finding is an error, and nothing was passed over."""
    found = check(header(config, tmp_path), config.parent)
    assert [(one["code"], one["symbol"]) for one in found if one["severity"] == "error"] == []
    assert [one["symbol"] for one in found if one["code"].startswith("FFI9")] == []


def test_there_are_enough_varied_crates() -> None:
    """The folder of crates is where these tests look."""
    assert len({config.parent for config in CONFIGS}) >= 25


def test_conditions_are_those_of_the_build(tmp_path: Path) -> None:
    """With a feature on both sides all agrees; on one side alone, each difference is told."""
    crate = CRATES / "conditions"
    path = header(crate / "cbindgen.toml", tmp_path)
    both = check(path, crate, "--features", "extra", "-D", "HAVE_EXTRA", "--ignore", "FFI111,FFI5")
    assert both == []
    one = check(path, crate, "--features", "extra", "--select", "FFI105,FFI3")
    expected = {("FFI105", "Options.extra"), ("FFI302", "options_extra")}
    assert {(found["code"], found["symbol"]) for found in one} == expected


@pytest.mark.parametrize(
    ("written", "built", "expected"),
    [
        ("tagged_c", "tagged_u8", "Shape"),
        ("tagged_u8", "tagged_c", "Shape"),
        ("tagged_c", "tagged_c_u16", "Shape"),
    ],
)
def test_the_header_of_another_representation(
    written: str, built: str, expected: str, tmp_path: Path
) -> None:
    """The same enum with data, of another representation, is told as a difference of that type."""
    path = header(CRATES / written / "cbindgen.toml", tmp_path)
    found = check(path, CRATES / built)
    errors = {one["symbol"].partition(".")[0].split("_")[0] for one in found if one["severity"] == "error"}
    assert expected in errors
