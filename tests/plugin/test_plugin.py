"""The pytest plugin, in a pytest of its own."""

import os
import re
import sys
from pathlib import Path

import pytest

HOME = Path.home()  # pytester gives each test another one, where rustup finds no toolchain
FIXTURES = Path(__file__).parents[2] / "rust_fixtures"

CRASH_THEN_PASS = """
from hypothesis import given, settings, strategies as st

@settings(deadline=None, database=None)
@given(st.binary(max_size=20), st.booleans())
def test_crash(ffisafe_library, text, clear):
    note = ffisafe_library.note_new(text, len(text))
    if clear:
        ffisafe_library.note_clear(note)
    ffisafe_library.note_free(note)

def test_afterwards(ffisafe_library):
    note = ffisafe_library.note_new(b"x", 1)
    assert ffisafe_library.note_len(note) == 1
    ffisafe_library.note_free(note)
"""

PASSING = """
from hypothesis import given, settings, strategies as st

@settings(deadline=None, database=None, max_examples=20)
@given(st.integers(0, 100))
def test_created(ffisafe_library, size):
    data = ffisafe_library.create_buffer(size)
    ffisafe_library.free_buffer(data, size)
"""


MISTAKES = """
def test_number(ffisafe_library):
    ffisafe_library.buffer_checksum()

def test_type(ffisafe_library):
    ffisafe_library.create_buffer("many")

def test_extent(ffisafe_library):
    ffisafe_library.fill_buffer(bytearray(1), 2, 0)

def test_name(ffisafe_library):
    ffisafe_library.creat_buffer(1)

def test_new(ffisafe_library):
    ffisafe_library.new(1, "unknown")

def test_values(ffisafe_library):
    ffisafe_library.new([1, "two"], "int")

def test_stale(ffisafe_library):
    data = ffisafe_library.create_buffer(1)
    ffisafe_library.close()
    data.read(1)

def test_crash(ffisafe_library):
    data = ffisafe_library.create_buffer(1)
    ffisafe_library.free_buffer(data, 1)
    data.read(1)
"""


@pytest.fixture(autouse=True)
def _toolchain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave Rust's own folders where they are."""
    for name, folder in (("RUSTUP_HOME", ".rustup"), ("CARGO_HOME", ".cargo")):
        monkeypatch.setenv(name, os.environ.get(name, str(HOME / folder)))


def run(pytester: pytest.Pytester, crate: str, *arguments: str) -> pytest.RunResult:
    """Run pytest in a process of its own on a fixture crate."""
    config = FIXTURES / crate / "ffisafe.toml"
    return pytester.runpytest_subprocess(f"--ffisafe-config={config}", *arguments)


def test_crash_fails_only_the_test_that_crashed(pytester: pytest.Pytester) -> None:
    """A worker that dies takes its own test down and no other."""
    pytester.makepyfile(CRASH_THEN_PASS)
    result = run(pytester, "faulty/double_free")
    result.assert_outcomes(failed=1, passed=1)


def test_crash_is_shrunk_and_told_with_its_line(pytester: pytest.Pytester) -> None:
    """The report has the smallest example, the kind of report and the Rust line."""
    pytester.makepyfile(CRASH_THEN_PASS)
    result = run(pytester, "faulty/double_free")
    result.stdout.fnmatch_lines(["*FFI703 double-free in *lib.rs:*", "*Failing test case: test_crash(*"])
    result.stdout.fnmatch_lines(["*text=b'\\x00',*"])
    result.stdout.fnmatch_lines(["*clear=True,*"])


def test_examples_of_the_guide_hold(pytester: pytest.Pytester) -> None:
    """The tests in `docs/how-to/property-tests.md` pass as they stand there."""
    page = Path(__file__).parents[2] / "docs/how-to/property-tests.md"
    examples = re.findall(r"^```python\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
    pytester.makepyfile("\n".join(examples))
    run(pytester, "buffers").assert_outcomes(passed=5)


def test_workers_of_xdist_have_workers_of_their_own(pytester: pytest.Pytester) -> None:
    """Under ``-n 2`` a crash fails one test as well, and no pytest worker dies."""
    pytester.makepyfile(CRASH_THEN_PASS)
    result = run(pytester, "faulty/double_free", "-n", "2")
    result.assert_outcomes(failed=1, passed=1)
    assert "worker 'gw" not in result.stdout.str()


def test_tracebacks_end_where_the_user_called(pytester: pytest.Pytester) -> None:
    """Neither a mistake in a call nor a failure shows the inside of ffisafe."""
    pytester.makepyfile(MISTAKES)
    result = run(pytester, "buffers", "--tb=short")
    result.assert_outcomes(failed=8)
    places = [line for line in result.stdout.lines if re.match(r"\S+\.py:\d+: in ", line)]
    assert len(places) == 8
    assert [line for line in places if not line.startswith("test_")] == []


def test_property_that_holds_passes(pytester: pytest.Pytester) -> None:
    """A correct library gives no failure."""
    pytester.makepyfile(PASSING)
    run(pytester, "buffers").assert_outcomes(passed=1)


def test_library_runs_without_sanitizer_too(pytester: pytest.Pytester) -> None:
    """``--ffisafe-sanitizer=none`` builds and calls the library as it ships."""
    pytester.makepyfile(PASSING)
    run(pytester, "buffers", "--ffisafe-sanitizer=none").assert_outcomes(passed=1)


def test_contract_of_the_ini_file_is_loaded(pytester: pytest.Pytester) -> None:
    """The ini value ``ffisafe_config`` names the contract."""
    pytester.makepyfile(PASSING)
    pytester.makeini(f"[pytest]\nffisafe_config = {FIXTURES / 'buffers' / 'ffisafe.toml'}")
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_missing_contract_is_one_plain_error(pytester: pytest.Pytester) -> None:
    """A path that leads nowhere is told as such, without a traceback of ours."""
    pytester.makepyfile(PASSING)
    result = pytester.runpytest_subprocess("--ffisafe-config=nowhere.toml")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ffisafe: *nowhere.toml*"])
    assert "Traceback" not in result.stdout.str()
    result.stdout.no_fnmatch_line("*During handling of the above exception*")


def test_plugin_can_be_turned_off(pytester: pytest.Pytester) -> None:
    """Under ``-p no:ffisafe`` its fixtures and options are gone."""
    pytester.makepyfile(PASSING)
    result = pytester.runpytest_subprocess("-p", "no:ffisafe")
    result.stdout.fnmatch_lines(["*fixture 'ffisafe_library' not found*"])


def test_runs_that_do_not_use_it_import_nothing_of_ffisafe(pytester: pytest.Pytester) -> None:
    """The entry point alone is loaded until a test asks for a library."""
    pytester.makepyfile("import sys\ndef test_it():\n    assert 'ffisafe' not in sys.modules")
    pytester.runpytest_subprocess().assert_outcomes(passed=1)


def test_options_are_listed_under_their_own_heading(pytester: pytest.Pytester) -> None:
    """``pytest --help`` tells what ffisafe adds."""
    result = pytester.run(sys.executable, "-m", "pytest", "--help")
    result.stdout.fnmatch_lines(["*ffisafe-config=FILE*", "*ffisafe-sanitizer=*"])
