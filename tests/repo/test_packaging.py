"""The wheel has what users need, and nothing else."""

import subprocess
import sys
import zipfile
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
    assert "ffisafe/py.typed" in names


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
