"""Whatever attributes and macros hold: a contract, or an error of one line."""

from hypothesis import given
from hypothesis import strategies as st

from ffisafe.contracts import check_names, merge_header
from ffisafe.contracts.draft import draft
from ffisafe.errors import ConfigError
from ffisafe.model.contract import Contract
from tests.support.headers import c_interface
from tests.support.oracles import fuzz

NAMES = ("malloc", "alloc_size", "access", "nonnull", "counted_by", "sized_by_or_null", "ffisafe", "pure")
WORDS = (
    "count",
    "bytes",
    "transfer",
    "release",
    "lifetime",
    "shape",
    "range",
    "nullable",
    "error",
    "max-time",
)
PIECES = (*NAMES, *WORDS, "read_only", "g", "n", "p", "1", "2", "99", "²", "-1", "return", "until(", "until")
SIGNS = (",", ", ", "(", ")", '"', "*", "&&", " ", "true", "full", '\\"', "\\\\", "é", "9" * 5000)

arguments = st.lists(st.sampled_from([*PIECES, *SIGNS]), max_size=8).map("".join)
attributes = st.builds("__attribute__(({}({})))".format, st.sampled_from(NAMES), arguments)
said = st.builds('__attribute__((ffisafe("{}", "{}")))'.format, st.sampled_from(WORDS), arguments)


@fuzz
@given(st.lists(attributes | said, min_size=4, max_size=4))
def test_every_header_has_a_contract_or_an_error(words: list[str]) -> None:
    """No exception of another kind, whoever wrote the header; a draft of it can be made as well."""
    on_function, on_parameter, on_field, on_struct = words
    text = (
        f"typedef struct {on_struct} S {{ long n; char *p {on_field}; }} S;"
        f"void g(void *p); char *f(char *p {on_parameter}, long n, S *s) {on_function};"
    )
    interface = c_interface(text)
    messages = []
    try:
        merged = merge_header(Contract(), interface)
        problems = (*check_names(merged.contract, interface), *merged.conflicts)
        messages = [problem.message for problem in problems]
        assert draft(interface, {}).text
    except ConfigError as error:
        messages.append(error.message)
    assert all("\n" not in message for message in messages)
