"""The architecture holds: imports point one way, and files stay short enough to read."""

import ast
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(ROOT.joinpath("ffisafe").rglob("*.py"))
MAX_LINES = 500
MAX_FUNCTION_LINES = 40
WORKER_SIDE = [f"ffisafe.runner.{name}" for name in ("zygote", "worker", "native", "placement", "protocol")]


def module_id(path: Path) -> str:
    """Return a path as the reader of a test's name knows it."""
    return str(path.relative_to(ROOT))


def test_imports_keep_to_the_layers() -> None:
    """Every contract of `[tool.importlinter]` holds."""
    command = [str(Path(sysconfig.get_path("scripts")) / "lint-imports"), "--no-cache"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_worker_loads_nothing_of_the_package_but_its_own_side() -> None:
    """What runs beside the library under test starts quickly, and shares little with it."""
    program = "import sys, ffisafe.runner.zygote; print(*(m for m in sys.modules if m.startswith('ffisafe')))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {"ffisafe", "ffisafe.runner", *WORKER_SIDE} == set(result.stdout.split())


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_files_are_short(path: Path) -> None:
    """No module has more than 500 lines."""
    assert len(path.read_text().splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_functions_are_short(path: Path) -> None:
    """No function has more than 40 lines."""
    functions = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions if height(node) > MAX_FUNCTION_LINES] == []


@pytest.mark.parametrize("path", sorted(ROOT.joinpath("ffisafe/model").glob("*.py")), ids=module_id)
def test_the_model_needs_the_standard_library_only(path: Path) -> None:
    """The model imports the standard library and itself, nothing else."""
    roots = {name.partition(".")[0] for name in imported_names(path)}
    assert roots <= sys.stdlib_module_names | {"ffisafe"}


def height(node: ast.FunctionDef) -> int:
    """Return how many lines a function has, its decorators left out."""
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def imported_names(path: Path) -> set[str]:
    """Return the absolute module names that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names
