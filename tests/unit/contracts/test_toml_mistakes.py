"""Reading a contract file: every mistake is one line with file, line and remedy."""

from pathlib import Path

import pytest

from ffisafe.contracts import load_contract
from ffisafe.errors import ConfigError


def mistake(folder: Path, text: str | bytes, name: str = "ffisafe.toml") -> tuple[str, str]:
    """Return message and hint for a contract file, the folder left out."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ConfigError) as caught:
        load_contract(path)
    return caught.value.message.removeprefix(f"{folder}/{name}"), caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "\n\n[functions.matmul]\nparams.a = { transfr = 'full' }",
        "\n[functions.matmul.params.a]\n# comment\ntransfr = 'full'",
        "\n[functions.matmul]\nunwind = true\nparams.a.transfr = 'full'",
        "\n\n\nfunctions.matmul.params = { a = { transfr = 'full' } }",
        '\n\n["functions".\'matmul\'."\\u0070arams"]\n"a" . "transfr" = \'full\'',
        "[functions.matmul]\nrequires = ['''\nn''']\nparams.a = { transfr = 'full' }",
        "[functions.matmul]\r\n\r\n\r\nparams.a = { transfr = 'full' }\r\n",
    ],
)
def test_the_line_is_right_however_the_key_is_written(tmp_path: Path, text: str) -> None:
    """Headers, dotted and quoted keys and inline tables all give the line of the word."""
    message = ":4: unknown word `transfr` for parameter `a` of `matmul`"
    assert mistake(tmp_path, text) == (message, "did you mean `transfer`?")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (
            "[function.f]",
            ":1: unknown table `function`",
            "did you mean `functions`?",
        ),
        (
            "x = 1",
            ":1: unknown table `x`",
            "the tables are `functions`, `library`, `report`, `structs`",
        ),
        (
            "[library]\nheader = ['a.h']",
            ":2: unknown word `header` for `library`",
            "did you mean `headers`?",
        ),
        (
            "[functions.f]\nreturn = {}",
            ":2: unknown word `return` for `f`",
            "did you mean `returns`?",
        ),
        (
            "[functions.f]\nreturns.nullabel = true",
            ":2: unknown word `nullabel` for the result of `f`",
            "did you mean `nullable`?",
        ),
        (
            "[functions.f.params.p]\nzero_terminated = true",
            ":2: unknown word `zero_terminated` for parameter `p` of `f`",
            "did you mean `zero-terminated`?",
        ),
        (
            "[structs.S.fields.x]\nqqq = 1",
            ":2: unknown word `qqq` for field `x` of `S`",
            (
                "the words are `bytes`, `count`, `lifetime`, `nullable`, `order`, `range`, `shape`,"
                " `transfer`, `utf8`, `zero-terminated`"
            ),
        ),
        (
            "[structs.S]\ncount = 1",
            ":2: unknown word `count` for `S`",
            "the words are `fields`, `release`",
        ),
        (
            '[functions."f\\ng"]\nq = 1',
            ":2: unknown word `q` for `f g`",
            (
                "the words are `deterministic`, `ensures`, `error`, `max-time`, `params`,"
                " `reference`, `requires`, `returns`, `thread-safe`, `tolerance`, `unwind`"
            ),
        ),
    ],
)
def test_an_unknown_word_is_answered_with_the_known_ones(
    tmp_path: Path, text: str, message: str, hint: str
) -> None:
    """The hint is the closest word of that place, or all of them."""
    assert mistake(tmp_path, text) == (message, hint)


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ("transfer = 1", "`transfer` {} must be a string, not an integer", ""),
        ("transfer = 'ful'", "`transfer` {} has the unknown value `ful`", "did you mean `full`?"),
        (
            "order = 'row'",
            "`order` {} has the unknown value `row`",
            "the values are `C`, `F`",
        ),
        ("nullable = 'yes'", "`nullable` {} must be true or false, not a string", ""),
        ("nullable = 1", "`nullable` {} must be true or false, not an integer", ""),
        ("count = -1", "`count` {} must not be negative, and is -1", ""),
        ("count = true", "`count` {} must be an integer or an expression, not a boolean", ""),
        ("count = 1.5", "`count` {} must be an integer or an expression, not a float", ""),
        (
            "count = 'm *'",
            "`count` {} is malformed: `m *`, column 4: expected a value, found the end",
            "",
        ),
        ("count = 'm = n'", ("`count` {} is malformed: `m = n`, column 3: expected an operator,"
         " found `=`"), "`==` compares"),
        ("shape = 'm'", "`shape` {} must be a list of extents, not a string", ""),
        ("shape = []", "`shape` {} must have at least one dimension", ""),
        ("shape = [[1]]", "`shape` {} must be an integer or an expression, not a list", ""),
        ("range = [1]", "`range` {} must be a list of two integers, `[lowest, highest]`", ""),
        ("range = [1, true]", "`range` {} must hold integers, not a boolean", ""),
        ("range = [2, 1]", "`range` {} is empty: 2 is more than 1", ""),
        ("count = 1, bytes = 8", "`count` and `bytes` both give the extent of {}",
         "keep one of them"),
        ("lifetime = 'until'", "`lifetime` {} is malformed: `until`",
         "a lifetime is `call`, `static`, the name of a parameter, or `until F, G`"),
        ("lifetime = 'until f,'", "`lifetime` {} is malformed: `until f,`",
         "a lifetime is `call`, `static`, the name of a parameter, or `until F, G`"),
        ("release = 'free('", "`release` {} is malformed: `free(`",
         "a release is a function, or a call such as `free_buffer(return, size)`"),
        ("release = 'free(p + 1)'", "`release` {} must pass names alone, not `p + 1`", ""),
        ("release = 1979-05-27", "`release` {} must be a string, not a date or time", ""),
    ],
)  # fmt: skip
def test_a_bad_value_of_a_parameter_is_named(tmp_path: Path, words: str, message: str, hint: str) -> None:
    """The message says which word of which parameter, and what is wrong with its value."""
    both = message.startswith("`count` and")
    subject = "parameter `p` of `f`" if both else "of parameter `p` of `f`"
    expected = f":2: {message.format(subject)}"
    assert mistake(tmp_path, f"[functions.f]\nparams.p = {{ {words} }}") == (expected, hint)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("max-time = 1", "`max-time` of `f` must be a string, not an integer", ""),
        (
            "max-time = '1 min'",
            "`max-time` of `f` is not a duration: `1 min`",
            "a duration is a number with `ns`, `us`, `ms` or `s`, such as `1ms`",
        ),
        (
            "max-time = '0s'",
            "`max-time` of `f` is not a duration: `0s`",
            "a duration is a number with `ns`, `us`, `ms` or `s`, such as `1ms`",
        ),
        (
            "tolerance = 'rel=1e999'",
            "`tolerance` of `f` has the unknown value `rel=1e999`",
            "a tolerance is `exact`, `gamma`, `ulp=N` or `rel=X`",
        ),
        ("reference = 'f'", "`reference` of `f` must be written `module:name`, not `f`", ""),
        ("requires = 3", "`requires` of `f` must be a list of strings, not an integer", ""),
        ("requires = [3]", "`requires` of `f` must be a string, not an integer", ""),
        ("params = 3", "`params` of `f` must be a table, not an integer", ""),
        ("params.p = 3", "parameter `p` of `f` must be a table, not an integer", ""),
        ("returns = 'x'", "`returns` of `f` must be a table, not a string", ""),
        (
            "returns.zero-copy = 'a b'",
            "`zero-copy` of the result of `f` must be the name of a parameter, not `a b`",
            "",
        ),
    ],
)
def test_a_bad_value_of_a_function_is_named(tmp_path: Path, text: str, message: str, hint: str) -> None:
    """The message says which word of which function, and what is wrong with its value."""
    assert mistake(tmp_path, f"[functions.f]\n{text}") == (f":2: {message}", hint)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("functions = 1", "`functions` must be a table, not an integer"),
        ("functions.f = 1", "`f` must be a table, not an integer"),
        ("[[functions.f]]", "`f` must be a table, not a list"),
        ("library = 1", "`library` must be a table, not an integer"),
        ("library.crate = ''", "`crate` of `library` must be a path, and this is none"),
        (r'library.lib = "a\u0000"', "`lib` of `library` must be a path, and this is none"),
        ("library.headers = 1", "`headers` of `library` must be a list of strings, not an integer"),
    ],
)
def test_a_bad_table_is_named(tmp_path: Path, text: str, message: str) -> None:
    """A value stands where a table should, or the other way round."""
    assert mistake(tmp_path, text) == (f":1: {message}", "")


def test_crate_and_lib_exclude_each_other(tmp_path: Path) -> None:
    """There is one library."""
    text = "[library]\ncrate = '.'\nlib = 'x.so'"
    message = ":3: `crate` and `lib` both give the library"
    assert mistake(tmp_path, text) == (message, "keep one of them")


def test_the_line_of_a_list_item_is_its_own(tmp_path: Path) -> None:
    """A malformed item is found among the lines of its list."""
    text = "[functions.f]\nrequires = [\n  'n > 0', # fine\n  'n >',\n]"
    message = ":4: `requires` of `f` is malformed: `n >`, column 4: expected a value, found the end"
    assert mistake(tmp_path, text) == (message, "")


def test_the_first_mistake_of_the_file_is_reported_and_the_others_counted(tmp_path: Path) -> None:
    """All mistakes are found, and the message is still one line."""
    text = "[functions.f]\nmax-time = 1\nparams.p = { q = 1 }\n[library]\nq = 1"
    message = ":2: `max-time` of `f` must be a string, not an integer (and 2 more)"
    assert mistake(tmp_path, text) == (message, "")


def test_an_integer_that_python_does_not_convert_is_refused(tmp_path: Path) -> None:
    """A value that `tomllib` cannot take for a reason of its own is an error all the same."""
    message, _ = mistake(tmp_path, "a = 1" + "0" * 5000)
    assert message.startswith(": Exceeds the limit")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = ", ":1:5: Invalid value"),
        ("[a]\nb 1", ":2:3: Expected '=' after a key in a key/value pair"),
        ("a = 1\na = 2", ":2:6: Cannot overwrite a value"),
        ("a = [1,\n", ":2:1: Invalid value"),
        ("a = " + "[" * 5000, ": nested too deeply"),
    ],
)
def test_a_syntax_error_has_line_and_column(tmp_path: Path, text: str, message: str) -> None:
    """What `tomllib` says is put in the form of all messages, with a remedy."""
    found, hint = mistake(tmp_path, text)
    assert found == message
    assert hint.startswith(("correct the TOML: strings need quotes", "use fewer brackets"))


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    """The line of the first wrong byte is named."""
    message = ":2: byte 0xff is not UTF-8"
    assert mistake(tmp_path, b"a = 1\n\xff") == (message, "save the file as UTF-8")


def test_a_byte_order_mark_is_refused(tmp_path: Path) -> None:
    """TOML has none, and the parser's own message would not say so."""
    message = ":1: the file starts with a byte order mark"
    hint = "save it as UTF-8 without a byte order mark"
    assert mistake(tmp_path, b"\xef\xbb\xbfa = 1") == (message, hint)


@pytest.mark.parametrize(
    ("name", "reason"), [("", "Is a directory"), ("none.toml", "No such file or directory")]
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, reason: str) -> None:
    """A folder or a missing file is no contract."""
    with pytest.raises(ConfigError) as caught:
        load_contract(tmp_path / name)
    assert caught.value.message == f"{tmp_path / name}: cannot be read: {reason}"
    assert caught.value.hint == "name a TOML file that may be read: `--config FILE`"


def test_a_path_that_no_file_can_have_is_refused() -> None:
    """A NUL in a path is no traceback."""
    with pytest.raises(ConfigError) as caught:
        load_contract(Path("a\0b"))
    assert caught.value.message == "a\0b: cannot be read: embedded null byte"


@pytest.mark.parametrize(
    ("name", "tables"),
    [
        ("pyproject.toml", "`[tool.ffisafe]`"),
        ("Cargo.toml", "`[package.metadata.ffisafe]` or `[workspace.metadata.ffisafe]`"),
    ],
)
def test_a_file_of_another_tool_must_have_the_table(tmp_path: Path, name: str, tables: str) -> None:
    """The message says which table is looked for."""
    told = (f": there is no table {tables}", "add it, or name another file")
    assert mistake(tmp_path, "[tool]\nx = 1", name) == told


def test_the_table_in_a_file_of_another_tool_must_be_one(tmp_path: Path) -> None:
    """A value in place of the table is a mistake at its line."""
    message = ":2: `tool.ffisafe` must be a table, not an integer"
    assert mistake(tmp_path, "[tool]\nffisafe = 1", "pyproject.toml") == (
        message,
        "open it as `[tool.ffisafe]`",
    )


def test_lines_count_from_the_top_of_a_file_of_another_tool(tmp_path: Path) -> None:
    """What stands above the table counts too."""
    text = "[project]\nname = 'x'\n[tool.ffisafe.functions.f]\nunwnd = true"
    message = ":4: unknown word `unwnd` for `f`"
    assert mistake(tmp_path, text, "pyproject.toml") == (message, "did you mean `unwind`?")
