"""How much to ask of a property: `HYPOTHESIS_PROFILE` is `dev` (default), `ci` or `deep`."""

import os

from hypothesis import HealthCheck, settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "dev")
_BATCHES = {"dev": 30, "ci": 60, "deep": 3000}
_BATCHES_OF_A_TARGET = {"dev": 5, "ci": 10, "deep": 120}
_BATCHES_OF_CALLS = {"dev": 2, "ci": 4, "deep": 500}
_MUTANTS = {"dev": 150, "ci": 300, "deep": 12_000}
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

compiler_oracle = settings(deadline=None, max_examples=_BATCHES[PROFILE], suppress_health_check=_SLOW)
"""For a property that starts the C compiler once for each batch."""

fuzz = settings(deadline=None, max_examples=_MUTANTS[PROFILE], suppress_health_check=_SLOW)
"""For a property of spoilt input, two of which read 20,000 and more in the deep profile."""

target_oracle = settings(compiler_oracle, max_examples=_BATCHES_OF_A_TARGET[PROFILE])
"""For a property that does so for each target."""

call_oracle = settings(compiler_oracle, max_examples=_BATCHES_OF_CALLS[PROFILE])
"""For a property that compiles, links and runs a batch for each compiler of each target."""

least_records = 12 if PROFILE == "deep" else 1
"""How many records a batch has, so that the deep profile sees 20,000 and more; at most 12."""
