"""How much to ask of a property: `HYPOTHESIS_PROFILE` is `dev` (default), `ci` or `deep`."""

import os
import re
import subprocess
from collections.abc import Sequence

from hypothesis import HealthCheck, settings

PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "dev")
_BATCHES = {"dev": 30, "ci": 60, "deep": 3000}
_BATCHES_OF_A_TARGET = {"dev": 5, "ci": 10, "deep": 120}
_BATCHES_OF_CALLS = {"dev": 2, "ci": 4, "deep": 250}
_MUTANTS = {"dev": 150, "ci": 300, "deep": 12_000}
_COMPILED = {"dev": 40, "ci": 100, "deep": 3000}
_ERROR = re.compile(r"error: (.*)")
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]

# What is new is looked for in the deep profile; the others say the same of the same code each time.
_repeatable = settings(deadline=None, suppress_health_check=_SLOW, derandomize=PROFILE != "deep")

compiler_oracle = settings(_repeatable, max_examples=_BATCHES[PROFILE])
"""For a property that starts the C compiler once for each batch."""

fuzz = settings(_repeatable, max_examples=_MUTANTS[PROFILE])
"""For a property of spoilt input, two of which read 20,000 and more in the deep profile."""

target_oracle = settings(compiler_oracle, max_examples=_BATCHES_OF_A_TARGET[PROFILE])
"""For a property that does so for each target."""

call_oracle = settings(compiler_oracle, max_examples=_BATCHES_OF_CALLS[PROFILE])
"""For a property that compiles, links and runs a batch for each compiler of each target."""

least_records = 12 if PROFILE == "deep" else 1
"""How many records a batch has, so that the deep profile sees 20,000 and more; at most 12."""

compiled_fuzz = settings(_repeatable, max_examples=_COMPILED[PROFILE])
"""For a property of spoilt input that the C compiler is asked about."""


def refuted(text: str, claims: Sequence[str]) -> list[str]:
    """Return the claims about a preprocessed text that gcc denies; none if it does not take the text."""
    asserted = "".join(f'_Static_assert({claim}, "claim {index}.");\n' for index, claim in enumerate(claims))
    command = ["gcc", "-fsyntax-only", "-w", "-std=gnu2x", "-fpreprocessed", "-x", "c", "-"]
    content = f"{text}\n{asserted}".encode(errors="surrogateescape")
    process = subprocess.run(
        command,
        input=content,
        capture_output=True,
        check=False,
        env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
    )
    errors = _ERROR.findall(process.stderr.decode(errors="replace"))
    numbers = [re.fullmatch(r'static assertion failed: "claim (\d+)\."', error) for error in errors]
    return [claims[int(found[1])] for found in numbers if found] if all(numbers) else []
