"""Words that one language has for itself, so that the other's name for a field cannot be the same."""

# Strict and reserved keywords (Rust reference, "Keywords").
_RUST_WORDS = """
as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod
move mut pub ref return self Self static struct super trait true type unsafe use where while
abstract become box do final gen macro override priv try typeof unsized virtual yield
"""
# C's, and those of the C++ that most headers are read as, too.
_C_WORDS = """
alignas alignof and asm auto bool break case catch char class compl const constexpr continue decltype
default delete do double else enum explicit export extern false float for friend goto if inline int long
mutable namespace new noexcept not nullptr operator or private protected public register restrict return
short signed sizeof static static_assert struct switch template this thread_local throw true try typedef
typeid typename typeof union unsigned using virtual void volatile while xor
"""
_RUST = frozenset(_RUST_WORDS.split())
_C = frozenset(_C_WORDS.split())


def must_differ(c: str | None, rust: str | None) -> bool:
    """Whether a field has different names because one of them is no name on the other side."""
    return c in _RUST or rust in _C
