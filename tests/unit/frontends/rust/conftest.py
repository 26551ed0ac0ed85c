"""Libraries compiled once a run with rustc itself, and read back."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ffisafe.abi.targets import find_target
from ffisafe.frontends.rust import read_library
from ffisafe.model.interface import Interface
from ffisafe.model.target import Target

Compile = Callable[..., Path]
SOURCES = Path(__file__).parent / "sources"


@pytest.fixture(scope="session")
def target() -> Target:
    """The platform that the tests run on."""
    return find_target()


@pytest.fixture(scope="session")
def compile_rust(tmp_path_factory: pytest.TempPathFactory) -> Compile:
    """Compile Rust source to a cdylib (or what ``crate_type`` says); flags go to rustc."""

    def compile_rust(source: str, *flags: str, crate_type: str = "cdylib") -> Path:
        folder = tmp_path_factory.mktemp("crate")
        root = folder / "demo.rs"
        root.write_text(source)
        made = folder / ("demo" if crate_type == "bin" else "libdemo.so")
        command = ["rustc", "--crate-name=demo", f"--crate-type={crate_type}", "-Cdebuginfo=2"]
        command += ["--cap-lints=allow", "-o", str(made), *flags, str(root)]
        if not any(flag.startswith("--edition") for flag in flags):
            command.append("--edition=2021")
        env = {**os.environ, "RUSTC_BOOTSTRAP": "1"}
        subprocess.run(command, check=True, env=env, capture_output=True, text=True)
        return made

    return compile_rust


@pytest.fixture(scope="session")
def read_rust(compile_rust: Compile, target: Target) -> Callable[..., Interface]:
    """Compile Rust source and read the library."""
    return lambda source, *flags: read_library(compile_rust(source, *flags), target=target)


@pytest.fixture(
    scope="session",
    params=[
        ("-Zdwarf-version=4", "-Copt-level=0"),
        ("-Zdwarf-version=5", "-Copt-level=0"),
        ("-Zdwarf-version=4", "-Copt-level=3"),
        ("-Zdwarf-version=5", "-Copt-level=3"),
    ],
    ids=["dwarf4-O0", "dwarf5-O0", "dwarf4-O3", "dwarf5-O3"],
)
def boundary_library(request: pytest.FixtureRequest, compile_rust: Compile) -> Path:
    """The library of ``sources/boundary.rs``, in each version of DWARF, optimised and not."""
    source = (SOURCES / "boundary.rs").read_text()
    return compile_rust(source, "-Zdebug-info-type-line-numbers=yes", *request.param)


@pytest.fixture(scope="session")
def boundary(boundary_library: Path, target: Target) -> Interface:
    """What is read from ``sources/boundary.rs``."""
    return read_library(boundary_library, target=target)
