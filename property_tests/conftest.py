"""The libraries under test, each loaded once a session from its contract."""

import os

import hypothesis
import pytest

from ffisafe.plugin import Loader
from ffisafe.runner.library import Library

hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, print_blob=True)
hypothesis.settings.register_profile("deep", deadline=None, max_examples=5000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(scope="session")
def matrix(ffisafe_load: Loader) -> Library:
    """Matrix products: the library allocates, or the caller does."""
    return ffisafe_load("rust_fixtures/matrix/ffisafe.toml")


@pytest.fixture(scope="session")
def buffers(ffisafe_load: Loader) -> Library:
    """Buffers that the library allocates, fills, grows and views."""
    return ffisafe_load("rust_fixtures/buffers/ffisafe.toml")
