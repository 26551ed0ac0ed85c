"""``_Atomic`` types, which compilers align to what an instruction can take as a whole."""

from ffisafe.model.target import RulesOf, Target

_GCC_SIZES = {1, 2, 4, 8, 16}


def atomic(size_bytes: int, align_bytes: int, target: Target) -> tuple[int, int]:
    """Return size and alignment of the atomic variant of a type.

    GCC raises the alignment where the size is an integer's; Clang also raises the size to the next
    power of two, up to what a target's atomics take.
    """
    if target.records.of is RulesOf.GCC:
        lock_free = size_bytes in _GCC_SIZES
        return size_bytes, max(align_bytes, min(size_bytes, target.max_aligned_bytes) if lock_free else 1)
    if size_bytes > target.max_atomic_bytes:
        return size_bytes, align_bytes
    if size_bytes == 0:
        return 1, align_bytes
    size = 1 << (size_bytes - 1).bit_length()
    return size, size
