"""Files that a command writes for its user."""

import os
from pathlib import Path

from ffisafe.errors import ConfigError


def write_whole(path: Path, text: str, *, option: str) -> None:
    """Write a file so that nobody ever sees half of it; a device or pipe is written as it comes.

    Args:
        path: The file; a link to it stays one.
        text: All that it shall hold.
        option: The option that named it.

    Raises:
        ConfigError: It cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
        else:
            _replace(path.resolve(), text)
    except OSError as error:
        raise ConfigError(
            f"{path}: cannot write it: {error.strerror}", hint=f"choose another {option}"
        ) from error


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("x", encoding="utf-8") as file:
            file.write(text)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
