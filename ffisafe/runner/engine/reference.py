"""Python callables that a function must commute with (``reference = "module:name"``)."""

import importlib
import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

from ffisafe.errors import ConfigError

Reference = Callable[..., Any]


def load_reference(text: str, config: str | None, place: str) -> Reference:
    """Return the callable that a contract names.

    The module is looked for beside the contract first, then where Python finds modules.

    Args:
        text: ``module:name``.
        config: The contract's file.
        place: Where it says so, for messages.

    Raises:
        ConfigError: There is no such module, or no such callable in it.
    """
    module_name, _, name = text.partition(":")
    module = _load_module(module_name, config, place)
    found = getattr(module, name, None)
    if not callable(found):
        raise ConfigError(
            f"{place}: reference `{text}`: `{module_name}` has no function `{name}`",
            hint="write `module:function`",
        )
    return found  # type: ignore[no-any-return]  # the user's own function


def _load_module(name: str, config: str | None, place: str) -> ModuleType:
    beside = Path(config or ".").resolve().parent / Path(*name.split(".")).with_suffix(".py")
    try:
        if not beside.is_file():
            return importlib.import_module(name)
        spec = importlib.util.spec_from_file_location(f"ffisafe_reference_{name}", beside)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # the user's module may raise anything: say what and where
        raise ConfigError(
            f"{place}: reference module `{name}` cannot be imported: {type(error).__name__}: {error}",
            hint=f"put {name}.py beside the contract",
        ) from error
    return module
