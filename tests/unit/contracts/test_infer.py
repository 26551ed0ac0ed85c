"""What `ffisafe init` makes of names and types, and what it leaves to a person."""

import tomllib
from pathlib import Path

import pytest

from ffisafe.contracts import check_names, load_contract, merge_header
from ffisafe.contracts.draft import draft
from tests.support.headers import c_interface

LIBRARY = {"headers": ["lib.h"], "crate": "."}


def guessed(header: str) -> dict[str, object]:
    """Return the tables of a draft, without `[library]`."""
    tables = tomllib.loads(draft(c_interface(header), LIBRARY).text)
    assert tables.pop("library") == LIBRARY
    return tables


def of_functions(**functions: object) -> dict[str, object]:
    """Return the tables that are expected."""
    return {"functions": functions}


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            "typedef struct T T; T *t_new(void); void t_free(T *t); long t_len(const T *t);",
            of_functions(
                t_new={"returns": {"transfer": "full", "release": "t_free"}},
                t_free={"params": {"t": {"transfer": "full"}}},
            ),
        ),
        (
            "unsigned char *create_buffer(size_t size); void free_buffer(unsigned char *data, size_t size);",
            of_functions(
                create_buffer={"returns": {"transfer": "full", "release": "free_buffer(return, size)"}},
                free_buffer={"params": {"data": {"bytes": "size", "transfer": "full"}}},
            ),
        ),
        (
            "typedef struct T T; int t_open(const char *path, T **out); void t_close(T *t);",
            of_functions(
                t_open={
                    "params": {
                        "path": {"zero-terminated": True},
                        "out": {"direction": "out", "transfer": "full", "release": "t_close"},
                    }
                },
                t_close={"params": {"t": {"transfer": "full"}}},
            ),
        ),
        (
            "typedef struct T T; T *t_new(void); void t_free(T *t); int t_send_close_notify(T *t);",
            of_functions(
                t_new={"returns": {"transfer": "full", "release": "t_free"}},
                t_free={"params": {"t": {"transfer": "full"}}},
            ),
        ),
        # Two functions could release it, and `list_delete` deletes an element.
        ("typedef struct T T; T *t_new(void); void t_free(T *t); void t_close(T *t);", {}),
        ("typedef struct T T; T *t_new(void); void t_delete(T *t, int index);", {}),
        # What is const is lent as a rule.
        ("typedef struct T T; const T *t_new(void); void t_free(T *t);", {}),
        (
            "double f(const double *a, size_t a_len, double *b, int count);",
            of_functions(f={"params": {"a": {"count": "a_len"}, "b": {"count": "count"}}}),
        ),
        (
            "int f(const char *source, unsigned long sourceLen);",
            of_functions(f={"params": {"source": {"bytes": "sourceLen"}}}),
        ),
        # Bytes or elements; another thing's number; the size of what C does not see; a context.
        ("int f(const double *a, size_t size);", {}),
        ("int f(const double *a, int n_threads);", {}),
        ("struct T; int f(const struct T *a, size_t len);", {}),
        ("int f(void *ctx, size_t len);", {}),
        (
            "int f(size_t *len, size_t count, double *out);",
            of_functions(f={"params": {"len": {"count": "count"}, "out": {"direction": "out"}}}),
        ),
        (
            "struct S { int *data; size_t len; }; struct S f(void);",
            {"structs": {"S": {"fields": {"data": {"count": "len"}}}}},
        ),
    ],
)
def test_names_and_types_suggest_words(header: str, expected: dict[str, object]) -> None:
    """No more than is likely; the rest is asked."""
    assert guessed(header) == expected


def test_every_guess_has_its_reason_and_every_question_its_answers() -> None:
    """Questions are comments, so that the file loads as it is."""
    text = draft(c_interface("typedef struct T T; const char *t_name(const T *t);"), LIBRARY).text
    assert text.partition("again, as FFI501.\n")[2] == (
        '\n[library]\nheaders = ["lib.h"]\ncrate = "."\n'
        "\n# Opaque types, which C sees only behind pointers:\n#   T\n"
        "\n[functions.t_name]\n"
        "# guess: a `const char *` without a length\n"
        "returns = { zero-terminated = true }\n"
        "# question: who owns the pointer that `t_name` returns? (FFI501)\n"
        '# returns = { zero-terminated = true, transfer = "full", release = "FUNCTION" }\n'
        '# returns = { zero-terminated = true, transfer = "none", lifetime = "t" }\n'
    )


def test_an_answer_is_a_contract_without_its_number_sign(tmp_path: Path) -> None:
    """The answers that name what exists can be taken as they stand."""
    header = "typedef struct T T; T *t_get(const T *t); void t_free(T *t);"
    lines = draft(c_interface(header), {}).text.splitlines()
    answers = [line.removeprefix("# ") for line in lines if line.startswith("# returns")]
    assert len(answers) == 2
    for answer in answers:
        path = tmp_path / "ffisafe.toml"
        path.write_text(f"[functions.t_get]\n{answer}\n")
        assert check_names(load_contract(path), c_interface(header)) == ()


def test_what_the_header_says_is_not_guessed_again(tmp_path: Path) -> None:
    """A guess never contradicts an attribute."""
    header = (
        "typedef struct T T; void t_free(T *t); void t_drop(T *t);"
        " T *t_new(const int *p, int n, int m) __attribute__((malloc(t_drop), access(read_only, 1, 3)));"
    )
    path = tmp_path / "ffisafe.toml"
    path.write_text(draft(c_interface(header), {}).text)
    assert merge_header(load_contract(path), c_interface(header)).conflicts == ()
