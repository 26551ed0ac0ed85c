"""Small crates to build."""

from collections.abc import Callable
from pathlib import Path

import pytest

MakeCrate = Callable[..., Path]

LIB = '#[no_mangle] pub extern "C" fn get(p: *const u8, i: usize) -> u8 { unsafe { *p.add(i) } }\n'


@pytest.fixture
def make_crate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeCrate:
    """Write a crate with one exported function, in a folder without a workspace above it."""
    for name in ("CARGO_TARGET_DIR", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_BOOTSTRAP"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def make_crate(
        name: str = "demo", *, crate_type: str = '["cdylib"]', source: str = LIB, extra: str = ""
    ) -> Path:
        folder = tmp_path / name
        (folder / "src").mkdir(parents=True)
        (folder / "src" / "lib.rs").write_text(source)
        (folder / "Cargo.toml").write_text(
            f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\n'
            f"[lib]\ncrate-type = {crate_type}\n{extra}"
        )
        return folder

    return make_crate
