"""The pytest plugin's entry point: options and fixtures.

pytest imports this module in every run of an environment that has ffisafe installed, so it
imports nothing of ffisafe until a test asks for a library.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ffisafe.plugin import Loader
    from ffisafe.runner.library import Library


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ffisafe's options and ini values."""
    group = parser.getgroup("ffisafe", "calling native libraries in sanitized workers")
    group.addoption(
        "--ffisafe-config",
        metavar="FILE",
        help="contract of the library that the ffisafe_library fixture loads "
        "(default: ini value ffisafe_config, then ffisafe.toml searched upward)",
    )
    group.addoption(
        "--ffisafe-sanitizer",
        choices=("address", "none"),
        default="address",
        help="how libraries are built and run (default: %(default)s)",
    )
    parser.addini("ffisafe_config", "contract of the ffisafe_library fixture, from the rootdir")


@pytest.fixture(scope="session")
def ffisafe_load(request: pytest.FixtureRequest) -> "Iterator[Loader]":
    """Load libraries by contract: ``ffisafe_load("path/to/ffisafe.toml")``.

    Paths are relative to pytest's rootdir. The crate is built, and the library's calls run in
    a worker process that may crash; it ends with the session.
    """
    from ffisafe.plugin import Loader  # noqa: PLC0415  # only where a test asks for it

    with Loader(
        root=request.config.rootpath,
        sanitizer=request.config.getoption("ffisafe_sanitizer"),
    ) as loader:
        yield loader


@pytest.fixture(scope="session")
def ffisafe_library(request: pytest.FixtureRequest, ffisafe_load: "Loader") -> "Library":
    """Return the library of the project's contract."""
    named = request.config.getoption("ffisafe_config") or request.config.getini("ffisafe_config")
    return ffisafe_load(named or None)
