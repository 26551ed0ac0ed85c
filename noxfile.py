"""The one entry to every check: `make` and continuous integration run these sessions, and so do people.

All sessions share the environment that `scripts/setup.sh` made from the lock file, so a session costs what it
runs and no more. `nox` alone runs what `make test` runs; `nox --list` shows the rest.
"""

import os
import shutil
import sys
from pathlib import Path

import nox

PYTHON_FILES = ("ffisafe", "tests", "property_tests", "benchmarks", "noxfile.py", "_ffisafe_pytest.py")
SHELL_FILES = ("scripts/setup.sh", "scripts/demo.sh", ".ci/run")
LOCK = "requirements/dev.txt"
CARGO_DIR = "rust_fixtures"
# Each pytest process builds and calls libraries under a sanitizer, so memory is short before processors are.
PARALLEL = ("-n", "auto", "--maxprocesses", "8")

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "none"
# The tests come last: pytest's closing line is then the last verdict on the screen.
nox.options.sessions = ["lint", "types", "layers", "docs", "rust", "tests"]

BIN = Path(sys.executable).parent
# Tests start `ffisafe`, and it starts cargo: both are found however the session was started.
CARGO_HOME = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
os.environ["PATH"] = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath), str(CARGO_HOME / "bin")])


def _present(paths: tuple[str, ...]) -> list[str]:
    return [path for path in paths if Path(path).exists()]


@nox.session
def lint(session: nox.Session) -> None:
    """Lint and check the format of Python, shell and prose."""
    session.run("ruff", "check", *_present(PYTHON_FILES))
    session.run("ruff", "format", "--check", *_present(PYTHON_FILES))
    session.run("shellcheck", *SHELL_FILES)
    session.run("codespell")
    session.run("pre-commit", "validate-config")


@nox.session
def types(session: nox.Session) -> None:
    """Check types, those of the tests included."""
    session.run("mypy")


@nox.session
def layers(session: nox.Session) -> None:
    """Check that imports point one way."""
    session.run("lint-imports")


@nox.session
def docs(session: nox.Session) -> None:
    """Check links, pages and changelog fragments."""
    session.run("pytest", "-q", "tests/repo", *session.posargs)
    session.run("towncrier", "build", "--draft", "--version", "next", silent=True)


@nox.session
def rust(session: nox.Session) -> None:
    """Check the format of the Rust fixtures, lint them and run their own tests."""
    session.chdir(CARGO_DIR)
    session.run("cargo", "fmt", "--all", "--check")
    session.run("cargo", "clippy", "--workspace", "--all-targets", "--locked", "--", "--deny", "warnings")
    session.run("cargo", "test", "--workspace", "--locked")


@nox.session
def tests(session: nox.Session) -> None:
    """Run every Python test, property tests under the sanitizer included, and hold the coverage."""
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", *PARALLEL, *session.posargs)
    # A worker that was killed may leave half a file of data: combine warns, and takes the others.
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session(default=False)
def sanitize(session: nox.Session) -> None:
    """Run only the property tests, which call the fixtures under the sanitizer."""
    session.run("pytest", *PARALLEL, "property_tests", *session.posargs)


@nox.session(default=False)
def demo(session: nox.Session) -> None:
    """Check and test a correct and a faulty library, and show what is found."""
    session.run("bash", "scripts/demo.sh", external=True)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Run the benchmarks."""
    session.run("pytest", "benchmarks", "--benchmark-only", *session.posargs)


@nox.session(default=False)
def pages(session: nox.Session) -> None:
    """Copy the pages of the rules from the package into the documentation."""
    target = Path("docs/reference/rules")
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree("ffisafe/report/explain", target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    session.log(f"{len(list(target.iterdir()))} pages in {target}")


@nox.session(default=False)
def lock(session: nox.Session) -> None:
    """Write the lock file anew; with `-- --upgrade`, take the newest versions."""
    session.run(
        *("uv", "pip", "compile", "pyproject.toml", "--group", "dev", "--all-extras", "--output-file", LOCK),
        *("--universal", "--python-version", "3.11", "--generate-hashes", "--no-annotate", "--quiet"),
        *("--custom-compile-command", "nox -s lock", *session.posargs),
    )
