"""What stops ffisafe from doing its work: bad input, a missing tool, a failed build.

A defect of the library under test is never an exception of this tree: it is a
:class:`ffisafe.model.finding.Finding`.
"""


class FFISafeError(Exception):
    """The tool could not do its work (exit code 2).

    Args:
        message: One line: what is wrong, with file and line where there are any.
        hint: What the user can do about it.
        details: The output of another program, shown as it is.
    """

    shows_details = False  # whether they are shown to those, too, who did not ask for more

    def __init__(self, message: str, *, hint: str = "", details: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = details


class ConfigError(FFISafeError):
    """A configuration or contract file is missing, malformed or misspelt."""


class HeaderError(FFISafeError):
    """A C header does not exist, does not preprocess or does not parse."""


class BuildError(FFISafeError):
    """Cargo could not build the crate."""


class CompileError(BuildError):
    """Cargo or the compiler rejected the crate, and its own words say why."""

    shows_details = True


class LibraryError(FFISafeError):
    """A library file cannot be read."""


class MissingToolError(FFISafeError):
    """A program or sanitizer runtime that the work needs is not on this machine."""


class ExpressionError(FFISafeError):
    """An expression cannot be parsed or evaluated."""


class UnsupportedTypeError(FFISafeError):
    """A type is outside of what ffisafe understands."""
