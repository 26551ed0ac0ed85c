"""Builds a crate with cargo, without touching its manifest or the user's configuration.

Flags never travel in ``RUSTFLAGS``: cargo reads rustflags from one source only (that
variable, or ``target.*.rustflags``, or ``build.rustflags``), so setting one would silence
the others. Profile rustflags are added to whichever source the user has, and flags after
``--`` reach the library alone. ``--target`` is always given, so that build scripts and
procedural macros are built for the host as usual and never instrumented.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ffisafe.build.cache import build_directory
from ffisafe.build.crate import Crate
from ffisafe.build.flavour import Flavour
from ffisafe.build.messages import Messages
from ffisafe.build.process import Output, Progress, run
from ffisafe.build.profiles import profile_arguments, profile_name
from ffisafe.build.toolchain import accepts
from ffisafe.errors import BuildError, CompileError
from ffisafe.model.interface import Lint


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """A library file that was built, and how."""

    path: Path
    crate: Crate
    flavour: Flavour
    target: str
    messages: Messages
    unstable_library: bool  # whether rustc was told that the library may use unstable options

    @property
    def lints(self) -> tuple[Lint, ...]:
        """What rustc says about the library's foreign signatures."""
        return self.messages.lints(self.crate.workspace_root)


def build_crate(crate: Crate, flavour: Flavour, *, target: str, progress: Progress | None = None) -> Artefact:
    """Build a crate's C library for a target; a crate without a cdylib is linked into one.

    Args:
        crate: What to build.
        flavour: How to build it.
        target: Rust target triple.
        progress: Who watches what cargo says of its progress.

    Raises:
        CompileError: The crate does not build; ``details`` has the words of compiler or cargo.
        BuildError: There is nowhere to build, or no C library came out.
        MissingToolError: cargo or rustc is not on this machine.
    """
    extra = _library_rustflags(crate, flavour)
    arguments = [
        "rustc",
        *cargo_arguments(crate, flavour, target=target),
        *_crate_type(crate, flavour),
        f"--message-format={_message_format(progress)}",
        *(["--", *extra] if extra else []),
    ]
    env = cargo_environment(crate, flavour, unstable_library=bool(extra))
    output = run("cargo", arguments, directory=crate.directory, env=env, progress=progress)
    messages = Messages.parse(output.stdout)
    if output.status != 0:
        raise _failure(crate, target, output, messages, is_shown=bool(progress and progress.is_drawn))
    path = messages.library(crate.manifest)
    if path is None:
        raise BuildError(f"crate `{crate.name}` ({crate.manifest}) built, but made no C library")
    return Artefact(
        path=path,
        crate=crate,
        flavour=flavour,
        target=target,
        messages=messages,
        unstable_library=bool(extra),
    )


def cargo_arguments(crate: Crate, flavour: Flavour, *, target: str) -> list[str]:
    """Return what `cargo rustc` and `cargo rustdoc` are told alike: which library, how, and for which target.

    The command runs in the crate's folder, with :func:`cargo_environment`.
    """
    return [
        f"--manifest-path={crate.manifest}",
        "--lib",
        f"--profile={profile_name(crate, flavour)}",
        f"--target={target}",
        f"--target-dir={build_directory(crate, flavour.name)}",
        *crate.options.arguments,
        *profile_arguments(crate, flavour, target),
    ]


def cargo_environment(crate: Crate, flavour: Flavour, *, unstable_library: bool) -> Mapping[str, str]:
    """Return what a command of cargo adds to the environment.

    ``RUSTC_BOOTSTRAP`` names the library where only its own flags are unstable: build
    scripts that probe the compiler then still see a stable one. What the user allows stays.
    """
    allowed = os.environ.get("RUSTC_BOOTSTRAP", "")
    env = dict(flavour.env)
    if flavour.rustflags:
        env["RUSTC_BOOTSTRAP"] = "1"
    elif unstable_library and allowed != "1":
        env["RUSTC_BOOTSTRAP"] = f"{allowed},{crate.library}" if allowed else crate.library
    return env


def _library_rustflags(crate: Crate, flavour: Flavour) -> tuple[str, ...]:
    extra = flavour.library_rustflags
    return extra if extra and accepts(extra, crate.directory) else ()


def _crate_type(crate: Crate, flavour: Flavour) -> list[str]:
    """Return the crate type to ask for, where the manifest's own are not to be built.

    A static library can be read, but not loaded: what is run is a shared one whatever was asked for.
    """
    if crate.options.crate_type and flavour.is_read_only:
        return [f"--crate-type={crate.options.crate_type}"]
    return [] if "cdylib" in crate.crate_types else ["--crate-type=cdylib"]


def _message_format(progress: Progress | None) -> str:
    return "json-diagnostic-rendered-ansi" if progress and progress.is_coloured else "json"


def _failure(
    crate: Crate, target: str, output: Output, messages: Messages, *, is_shown: bool
) -> CompileError:
    """Return why cargo failed; ``is_shown`` says that its standard error has been seen."""
    reason = messages.first_error(output.stderr) or f"cargo failed with status {output.status}"
    # E0463: can't find crate (for `core` and `std`: the target's standard library).
    missing_std = messages.has_error("E0463", "`std`") or messages.has_error("E0463", "`core`")
    hint = f"install its standard library: `rustup target add {target}`" if missing_std else ""
    if crate.options.profile and f"profile `{crate.options.profile}` is missing" in reason:
        hint = f"name one of the profiles in {crate.workspace_root / 'Cargo.toml'}, `dev` or `release`"
    said = "" if is_shown or output.stderr.strip() == f"error: {reason}" else output.stderr.strip()
    return CompileError(
        f"crate `{crate.name}` ({crate.manifest}) does not build: {reason}",
        hint=hint,
        details=messages.rendered_errors() or said,
    )
