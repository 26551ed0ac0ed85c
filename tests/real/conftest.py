"""Crates from crates.io, fetched and built once a session."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ffisafe.build import CHECK, build_crate, find_crate
from tests.support.headers import TARGET

PIN = Path(__file__).parent / "libz"
Publish = Callable[[Path, str], Path]


@pytest.fixture(scope="session")
def publish(tmp_path_factory: pytest.TempPathFactory) -> Publish:
    """Return a copy of the sources of a crate, as its authors published them.

    Cargo fetches what the lock file of a folder pins; the copy is locked to the same versions.
    """

    def publish(pin: Path, name: str) -> Path:
        metadata = ["cargo", "metadata", "--format-version=1", "--locked"]
        command = [*metadata, f"--manifest-path={pin / 'Cargo.toml'}"]
        printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        (package,) = (one for one in json.loads(printed)["packages"] if one["name"] == name)
        crate = tmp_path_factory.mktemp("published") / name
        shutil.copytree(Path(package["manifest_path"]).parent, crate)
        shutil.copyfile(pin / "Cargo.lock", crate / "Cargo.lock")
        return crate

    return publish


@pytest.fixture(scope="session")
def libz_crate(publish: Publish) -> Path:
    """The sources of libz-rs-sys-cdylib."""
    return publish(PIN, "libz-rs-sys-cdylib")


@pytest.fixture(scope="session")
def libz(libz_crate: Path) -> Path:
    """The library that `ffisafe check` reads for that crate."""
    return build_crate(find_crate(libz_crate), CHECK, target=TARGET.triple).path
