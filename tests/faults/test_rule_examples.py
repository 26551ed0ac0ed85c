"""The pages of the rules: their examples compile, and give exactly the findings that the page lists."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from ffisafe.cli import main
from ffisafe.model.rules import RULES
from ffisafe.report.explain import page

HEADINGS = ["What it means", "Why it matters", "Example", "How to fix it", "When to ignore it"]
# Found only where there is a crate, of which rustdoc tells what debug information does not.
FROM_SOURCE = {"FFI109", "FFI205", "FFI303", "FFI401", "FFI402"}
STATIC = [code for code, rule in RULES.items() if not rule.at_run_time and code not in {"FFI902", "FFI903"}]
MANIFEST = (
    '[package]\nname = "example"\nversion = "0.1.0"\nedition = "2024"\n\n[lib]\ncrate-type = ["cdylib"]\n'
)


def block(code: str, info: str) -> str:
    """Return the code block of a page in a language; empty where there is none."""
    found = re.search(rf"^```{info}\n(.*?)^```$", page(code), re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def written(code: str, folder: Path) -> None:
    """Write the example of a page into a folder."""
    (folder / "src").mkdir()
    expectations = block(code, "toml expect")
    report = '[report]\nexpectations = "expectations.toml"\n' if expectations else ""
    files = {
        "example.h": block(code, "c"),
        "src/lib.rs": block(code, "rust"),
        "Cargo.toml": MANIFEST,
        "expectations.toml": expectations,
        "ffisafe.toml": f'[library]\nheaders = ["example.h"]\n{report}{block(code, "toml")}',
    }
    for name, text in files.items():
        (folder / name).write_text(text)


def rustc(folder: Path, *arguments: str) -> None:
    """Compile the library of an example, warnings refused."""
    command = ["rustc", "--edition", "2024", "--crate-name", "example", "-D", "warnings", *arguments]
    process = subprocess.run(
        [*command, "-A", "non_upper_case_globals", "-A", "dead_code", "src/lib.rs"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr


@pytest.mark.parametrize("code", RULES)
def test_a_page_has_every_part(code: str) -> None:
    """Title, severity and command are those of the catalogue; the headings are the same on each page."""
    rule = RULES[code]
    title, severity = page(code).split("\n\n")[:2]
    assert title == f"# {code}: {rule.summary}"
    assert severity.split(" ")[1].strip(",") == rule.severity
    assert ("`ffisafe test`" in severity) is (rule.at_run_time or code in {"FFI903", "FFI904", "FFI905"})
    assert re.findall(r"^## (.*)$", page(code), re.MULTILINE) == HEADINGS


@pytest.mark.parametrize("code", RULES)
def test_a_header_compiles(code: str, tmp_path: Path) -> None:
    """A C compiler takes the header as C11, without a warning that is on by default."""
    (tmp_path / "example.h").write_text(block(code, "c"))
    command = ["gcc", "-std=c11", "-fsyntax-only", "-Wall", "-Werror", "example.h"]
    process = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert process.returncode == 0, process.stderr


@pytest.mark.parametrize("code", [code for code in RULES if code not in STATIC])
def test_a_library_compiles(code: str, tmp_path: Path) -> None:
    """What only a run would find is compiled; the others are, below."""
    written(code, tmp_path)
    rustc(tmp_path, "--crate-type", "lib", "--emit", "metadata")


@pytest.mark.parametrize("code", STATIC)
def test_an_example_gives_what_its_page_lists(
    code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One finding missing fails, and one extra; what was not looked for without a crate is left out."""
    written(code, tmp_path)
    monkeypatch.chdir(tmp_path)
    if code in FROM_SOURCE:
        place = ["--crate", "."]
    else:
        rustc(tmp_path, "--crate-type", "cdylib", "-g", "-o", "example.so")
        place = ["--lib", "example.so", "--ignore", "FFI903"]
    main(["check", "--config", "ffisafe.toml", "--format", "json", "-q", "--no-cache", *place])
    output = capsys.readouterr()
    assert output.out, output.err
    found = [f"{each['code']} {each['symbol']}" for each in json.loads(output.out)["findings"]]
    assert sorted(found) == sorted(block(code, "text").splitlines())
    assert code in {line.split()[0] for line in found}
