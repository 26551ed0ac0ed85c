"""Which compiler preprocesses for which target."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from ffisafe.abi.targets import find_target
from ffisafe.errors import MissingToolError
from ffisafe.frontends.c_header.compilers import find_compiler, type_macros
from ffisafe.frontends.c_header.preprocess import HeaderOptions, check_syntax, preprocess
from tests.support.headers import TARGET

AARCH64 = find_target("aarch64-unknown-linux-gnu")
WASM = find_target("wasm32-unknown-unknown")


def only(names: Iterable[str]) -> Callable[[str], str | None]:
    """Return a `which` for a machine that has only some programs."""
    return lambda name: f"/usr/bin/{name}" if name in set(names) else None


@pytest.mark.parametrize(
    ("installed", "command"),
    [
        (["cc", "aarch64-linux-gnu-gcc", "clang"], ("aarch64-linux-gnu-gcc",)),
        (["cc", "clang"], ("clang", "--target=aarch64-linux-gnu")),
    ],
)
def test_a_cross_compiler(
    monkeypatch: pytest.MonkeyPatch, installed: list[str], command: tuple[str, ...]
) -> None:
    """GNU's where there is one, else Clang, which can compile for all."""
    monkeypatch.setattr(shutil, "which", only(installed))
    compiler = find_compiler(AARCH64)
    assert (compiler.command, compiler.knows_target, compiler.note) == (command, True, None)


def test_the_host_is_compiled_for_by_cc(monkeypatch: pytest.MonkeyPatch) -> None:
    """`CC` counts for the host, whether it is named or not."""
    monkeypatch.setenv("CC", "gcc -m64")
    assert find_compiler(TARGET) == find_compiler()
    assert find_compiler().command == ("gcc", "-m64")


def test_the_compiler_of_a_target_is_named_as_for_cargo(monkeypatch: pytest.MonkeyPatch) -> None:
    """`CC_` and the target; what is not there is an error."""
    monkeypatch.setenv("CC_wasm32_unknown_unknown", "gcc -m32")
    assert find_compiler(WASM).command == ("gcc", "-m32")
    monkeypatch.setenv("CC_wasm32_unknown_unknown", "no-such-cc")
    with pytest.raises(MissingToolError) as caught:
        find_compiler(WASM)
    assert caught.value.message == "C compiler `no-such-cc` was not found"


def test_without_one_the_hosts_stands_in_and_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is given the target's macros; what is wrong with the types is not for it to say."""
    monkeypatch.delenv("CC", raising=False)
    found = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "clang" else found(name))
    header = tmp_path / "a.h"
    text = '#include <stdint.h>\n#ifdef __wasm32__\n_Static_assert(sizeof(long) == 4, "");\n#endif\n'
    header.write_text(text, encoding="ascii")
    source = preprocess([header], HeaderOptions(), WASM)
    check_syntax([header], HeaderOptions(), WASM)
    (note,) = source.notes
    assert note.startswith(
        "no C compiler for wasm32-unknown-unknown was found: the headers were preprocessed by `cc`"
    )
    assert "_Static_assert" in source.text
    assert "unsigned long long" in source.text


def test_the_macros_say_what_the_target_is() -> None:
    """Sizes, limits, byte order and the types that have names."""
    macros = set(type_macros(find_target("s390x-unknown-linux-gnu")))
    assert {
        "__BYTE_ORDER__=__ORDER_BIG_ENDIAN__",
        "__LP64__=1",
        "__CHAR_UNSIGNED__=1",
        "__SIZEOF_INT128__=16",
        "__LONG_MAX__=0x7fffffffffffffffL",
        "__INT64_TYPE__=long",
        "__WCHAR_TYPE__=int",
    } <= macros
    assert "__INT64_TYPE__=long long" in set(type_macros(find_target("x86_64-pc-windows-msvc")))
