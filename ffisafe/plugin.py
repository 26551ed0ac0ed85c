"""The pytest side, once a test asks for a library."""

import os
import warnings
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from hypothesis.control import current_build_context, currently_in_test_context

from ffisafe.build import RELEASE, build_crate, sanitized, sanitizer_runtime
from ffisafe.errors import FFISafeError
from ffisafe.project import Project, ProjectOptions, load_project
from ffisafe.runner.library import Library


class HeaderNote(UserWarning):
    """Something to know about how headers were read: by another target's compiler, or by none."""


class Loader:
    """Builds and loads libraries, each once a session.

    Args:
        root: What relative paths start from.
        sanitizer: ``address`` or ``none``.
    """

    def __init__(self, *, root: Path, sanitizer: str = "address") -> None:
        self._root = root
        self._sanitizer = sanitizer
        self._libraries: dict[Path | None, Library] = {}

    def __call__(self, config: str | Path | None = None) -> Library:
        """Return the library of a contract; without one, ``ffisafe.toml`` is searched upward."""
        __tracebackhide__ = True
        path = None if config is None else self._root / config
        if path in self._libraries:
            return self._libraries[path]
        try:
            library = self._libraries[path] = self._load(path)
        except FFISafeError as error:
            reason = _explanation(error)
        else:
            return library
        pytest.fail(reason, pytrace=False)  # out here, it is no exception during another one

    def _load(self, config: Path | None) -> Library:
        options = ProjectOptions(config=str(config) if config else None, start=self._root)
        project = load_project(options)
        for note in project.interface.notes:
            warnings.warn(f"ffisafe: {note}", HeaderNote, stacklevel=3)
        runtime = None if self._sanitizer == "none" else sanitizer_runtime(self._sanitizer)
        library = self._library_file(project)
        return Library(
            library,
            project.interface,
            contract=project.contract,
            runtime=runtime,
            source_roots=(project.crate.workspace_root,) if project.crate else (),
            scope=_test_case,
        )

    def _library_file(self, project: Project) -> Path:
        if project.crate is None:
            assert project.lib is not None
            return project.lib
        flavour = RELEASE if self._sanitizer == "none" else sanitized(self._sanitizer)
        return build_crate(project.crate, flavour, target=project.target.triple).path

    def close(self) -> None:
        """End every worker."""
        for library in self._libraries.values():
            library.close()
        self._libraries.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _test_case() -> object:
    """Return what stands for the test case that runs: Hypothesis's, or else pytest's."""
    if currently_in_test_context():
        return current_build_context()
    return os.environ.get("PYTEST_CURRENT_TEST")


def _explanation(error: FFISafeError) -> str:
    hint = f"\nhint: {error.hint}" if error.hint else ""
    details = f"{error.details.rstrip()}\n" if error.details else ""
    return f"{details}ffisafe: {error.message}{hint}"
