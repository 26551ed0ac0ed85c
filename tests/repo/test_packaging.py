"""The wheel has what users need, and nothing else."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
IMPORT_ALL = """
import importlib, pkgutil, ffisafe, _ffisafe_pytest
for module in pkgutil.walk_packages(ffisafe.__path__, "ffisafe."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print(ffisafe.__file__, _ffisafe_pytest.__file__, sep="\\n")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from the tree as it is."""
    directory = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(directory)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (path,) = directory.glob("*.whl")
    return zipfile.ZipFile(path)


def test_the_wheel_has_the_package_and_the_plugin_module(wheel: zipfile.ZipFile) -> None:
    """The typed package and the module that pytest loads are the only top-level names."""
    names = wheel.namelist()
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {
        "ffisafe",
        "_ffisafe_pytest.py",
    }
    assert {"ffisafe/py.typed", "ffisafe/include/ffisafe.h"} <= {*names}


def test_the_wheel_has_both_licences(wheel: zipfile.ZipFile) -> None:
    """Who has the wheel has the text of the licences."""
    licences = {Path(name).name for name in wheel.namelist() if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE-APACHE", "LICENSE-MIT"}


def test_the_wheel_works_by_itself(wheel: zipfile.ZipFile, tmp_path: Path) -> None:
    """Every module can be imported from the wheel, without the repository."""
    wheel.extractall(tmp_path)
    result = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.split() == [
        str(tmp_path / "ffisafe/__init__.py"),
        str(tmp_path / "_ffisafe_pytest.py"),
    ], result.stderr


def test_what_the_package_imports_is_what_it_depends_on() -> None:
    """Every third-party import has its line in `dependencies`, and every line is imported somewhere."""
    project = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text())["project"]
    depended = {re.split(r"[<>=!~ ;\[]", line)[0] for line in project["dependencies"]}
    owners = packages_distributions()
    files = [*ROOT.joinpath("ffisafe").rglob("*.py"), ROOT / "_ffisafe_pytest.py"]
    imported = {name for path in files for name in imported_packages(path)}
    third_party = imported - sys.stdlib_module_names - {"ffisafe"}
    assert {owners[name][0].lower().replace("_", "-") for name in third_party} == depended


def imported_packages(path: Path) -> set[str]:
    """Return the top-level names that a file imports."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    members = {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.partition(".")[0] for name in plain | members}
