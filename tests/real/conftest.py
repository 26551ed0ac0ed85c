"""Crates from crates.io, fetched and built once a session."""

import shutil
import subprocess
from pathlib import Path

import pytest

from ffisafe.build import CHECK, build_crate, find_crate
from tests.support.headers import TARGET

PIN = Path(__file__).parent / "libz" / "Cargo.toml"


@pytest.fixture(scope="session")
def libz_crate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources of libz-rs-sys-cdylib, as its authors published them."""
    folder = tmp_path_factory.mktemp("libz")
    vendor = ["cargo", "vendor", "--locked", "--versioned-dirs", f"--manifest-path={PIN}"]
    subprocess.run([*vendor, str(folder / "vendor")], check=True, capture_output=True)
    (published,) = folder.glob("vendor/libz-rs-sys-cdylib-*")
    return Path(shutil.copytree(published, folder / "libz-rs-sys-cdylib"))


@pytest.fixture(scope="session")
def libz(libz_crate: Path) -> Path:
    """The library that `ffisafe check` reads for that crate."""
    return build_crate(find_crate(libz_crate), CHECK, target=TARGET.triple).path
