"""What pkg-config says about libraries, for the host and for other targets."""

from pathlib import Path

import pytest

from ffisafe.abi.targets import find_target
from ffisafe.errors import HeaderError, MissingToolError
from ffisafe.frontends.c_header import Flag, Switch
from ffisafe.frontends.c_header.preprocessing.pkg_config import expand
from tests.support.headers import TARGET

AARCH64 = find_target("aarch64-unknown-linux-gnu")
I686 = find_target("i686-unknown-linux-gnu")
DEMO = """\
Name: demo
Description: for a test
Version: 1.2
Cflags: -I/opt/demo/include "-DTEXT=a b" -UNO -isystem /opt/demo/system -pthread -fshort-enums -Wall
"""


def asked(name: str) -> tuple[Flag, ...]:
    """Return the option for a module, between two others."""
    before = Flag(switch=Switch.INCLUDE_DIR, value="/before")
    after = Flag(switch=Switch.DEFINE, value="AFTER")
    return before, Flag(switch=Switch.PKG_CONFIG, value=name), after


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a module of our own, on PKG_CONFIG_PATH."""
    (tmp_path / "demo.pc").write_text(DEMO)
    monkeypatch.setenv("PKG_CONFIG_PATH", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("modules")
def test_folders_and_macros_take_the_place_of_the_name() -> None:
    """The order is the user's; what is no business of a preprocessor is left out, or noted."""
    flags, notes = expand(asked("demo"), TARGET)
    assert [" ".join(flag.arguments) for flag in flags] == [
        *("-I/before", "-I/opt/demo/include", "-DTEXT=a b", "-UNO", "-isystem /opt/demo/system"),
        *("-D_REENTRANT", "-DAFTER"),
    ]
    assert notes == ("`-fshort-enums`, which pkg-config names for `demo`, is not taken into account",)


@pytest.mark.parametrize("name", ["no-such-module", "--version", "demo >= 9"])
@pytest.mark.usefixtures("modules")
def test_a_module_that_is_not_usable(name: str) -> None:
    """It is named, and so is what to do; a name is never an option."""
    with pytest.raises(HeaderError) as caught:
        expand(asked(name), TARGET)
    assert caught.value.message.startswith(f"pkg-config knows no usable module `{name}`: ")
    assert caught.value.hint.startswith("install its development package")


def test_the_hosts_answers_are_not_taken_for_another_target(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless somebody says so, as for Rust's crate of that name."""
    for name in ("PKG_CONFIG", "PKG_CONFIG_LIBDIR", "PKG_CONFIG_SYSROOT_DIR", "PKG_CONFIG_ALLOW_CROSS"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(MissingToolError) as caught:
        expand(asked("zlib"), I686)
    assert caught.value.message == (
        "pkg-config is not set up for i686-unknown-linux-gnu: it would name the headers of this machine"
    )
    assert "PKG_CONFIG_i686_unknown_linux_gnu" in caught.value.hint
    monkeypatch.setenv("PKG_CONFIG_ALLOW_CROSS", "1")
    assert expand(asked("zlib"), I686) == (tuple(f for f in asked("zlib") if f.switch != "--pkg-config"), ())


@pytest.mark.parametrize(
    "variable",
    ["PKG_CONFIG_aarch64-unknown-linux-gnu", "PKG_CONFIG_aarch64_unknown_linux_gnu", "TARGET_PKG_CONFIG"],
)
def test_a_target_has_a_program_of_its_own(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is named by the target, or for all targets but the host."""
    program = tmp_path / "ours"
    program.write_text("#!/bin/sh\necho -I/for/$PKG_CONFIG_LIBDIR\n")
    program.chmod(0o755)
    monkeypatch.setenv(variable, str(program))
    monkeypatch.setenv("PKG_CONFIG_LIBDIR_aarch64_unknown_linux_gnu", "arm")
    flags, _ = expand(asked("demo")[1:2], AARCH64)
    assert [flag.arguments for flag in flags] == [["-I/for/arm"]]


@pytest.mark.parametrize("command", ["no-such-pkg-config", "'unclosed"])
def test_no_pkg_config(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is missing is named, and how to do without."""
    monkeypatch.setenv("PKG_CONFIG", command)
    with pytest.raises(MissingToolError) as caught:
        expand(asked("zlib"), TARGET)
    assert caught.value.message == f"`{command}` was not found"
    assert caught.value.hint == "install pkg-config, set PKG_CONFIG, or name folders with `-I`"
