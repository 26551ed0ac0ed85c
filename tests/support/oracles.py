"""How long to ask an outside oracle: `HYPOTHESIS_PROFILE` is `dev` (default), `ci` or `deep`."""

import os

from hypothesis import HealthCheck, settings

_BATCHES = {"dev": 30, "ci": 60, "deep": 3000}

compiler_oracle = settings(
    deadline=None,
    max_examples=_BATCHES[os.environ.get("HYPOTHESIS_PROFILE", "dev")],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""For a property that starts the C compiler once for each batch."""
