"""The table of targets: facts by psABI, of which each target is a combination."""

from collections.abc import Mapping
from dataclasses import replace

from ffisafe.abi import scalars
from ffisafe.model.call import CallingConvention
from ffisafe.model.target import (
    BitFieldRules,
    Endianness,
    RecordRules,
    RulesOf,
    Target,
    Toolchain,
    VaList,
)

# System V AMD64 psABI 1.0, figure 3.34.
_AMD64_VA_LIST = VaList(
    tag="__va_list_tag",
    members=(
        ("gp_offset", "unsigned int"),
        ("fp_offset", "unsigned int"),
        ("overflow_arg_area", "void *"),
        ("reg_save_area", "void *"),
    ),
    in_array=True,
)
# AAPCS64, "Definition of va_list".
_AAPCS64_VA_LIST = VaList(
    tag="__va_list",
    members=(
        ("__stack", "void *"),
        ("__gr_top", "void *"),
        ("__vr_top", "void *"),
        ("__gr_offs", "int"),
        ("__vr_offs", "int"),
    ),
    in_array=False,
)
# AAPCS32, "Additional Types".
_AAPCS32_VA_LIST = VaList(tag="__va_list", members=(("__ap", "void *"),), in_array=False)
# GCC's and Clang's `__builtin_va_list`; tests ask them.
_S390X_VA_LIST = VaList(
    tag="__va_list_tag",
    members=(
        ("__gpr", "long"),
        ("__fpr", "long"),
        ("__overflow_arg_area", "void *"),
        ("__reg_save_area", "void *"),
    ),
    in_array=True,
)

_MS_OR_NOT = frozenset({BitFieldRules.SYSTEM_V, BitFieldRules.MS_STRUCT})
_GCC_X86 = RecordRules(attributes=_MS_OR_NOT)  # GCC manual, "x86 Type Attributes"
_GCC_I386 = replace(_GCC_X86, max_scalar_align_bytes=4)  # System V i386 psABI, "Fundamental Types"
_GCC_AAPCS = RecordRules(aligns_unnamed_bit_fields=True)  # AAPCS32 and AAPCS64, "Bit-fields"
_GCC_S390X = RecordRules(max_integer_align_bytes=8)  # s390x ELF ABI 1.7, "Fundamental Types"
_MINGW = replace(_GCC_X86, bit_fields=BitFieldRules.MS_STRUCT)  # GCC's `-mms-bitfields` is the default
_CLANG = RecordRules(of=RulesOf.CLANG, attributes=frozenset({BitFieldRules.MS_STRUCT}))
_MSVC_64_RECORDS = RecordRules(
    of=RulesOf.CLANG, bit_fields=BitFieldRules.MICROSOFT, max_pack_bytes=8, empty_struct_bytes=4
)
_MSVC_32_RECORDS = replace(_MSVC_64_RECORDS, max_pack_bytes=4)

_LINUX = ("__linux__", "__linux", "linux", "__gnu_linux__", "__unix__", "__unix", "unix", "__ELF__")
_AMD64 = ("__x86_64__", "__x86_64", "__amd64__", "__amd64", "__SSE__", "__SSE2__")
_I686 = ("__i386__", "__i386", "i386", "__i686__")
_WINDOWS = ("_WIN32", "__WIN32__", "WIN32")
_MSVC = ("_MSC_VER=1900", "_MSC_EXTENSIONS", "_WIN32")
_APPLE = ("__APPLE__", "__MACH__", "__APPLE_CC__=6000", "OBJC_NEW_PROPERTIES")
_ARMV7 = ("__arm__", "__ARM_EABI__", "__ARM_PCS_VFP", "__ARM_ARCH=7")
_THUMB = ("__thumb__", "__thumb2__")
_RISCV64 = ("__riscv", "__riscv_xlen=64", "__riscv_flen=64", "__riscv_float_abi_double")
_POWERPC64LE = ("__powerpc64__", "__powerpc__", "__PPC64__", "__PPC__", "_CALL_ELF=2", "_LITTLE_ENDIAN=1")
_LOONGARCH64 = ("__loongarch__", "__loongarch_lp64", "__loongarch_grlen=64", "__loongarch_double_float")
_WASM = ("__wasm__", "__wasm32__", "__wasm")


def _gnu(prefix: str, *macros: str) -> Toolchain:
    return Toolchain(prefixes=(prefix,), clang_target=prefix, macros=macros)


def _clang(target: str, *macros: str) -> Toolchain:
    return Toolchain(clang_target=target, macros=macros)


_LP64_LINUX = Target(
    triple="",
    endianness=Endianness.LITTLE,
    pointer_bytes=8,
    scalars=scalars.AMD64,
)
_AMD64_LINUX = replace(
    _LP64_LINUX,
    triple="x86_64-unknown-linux-gnu",
    source='System V AMD64 psABI, "Data Representation"',
    calls=CallingConvention.SYSTEM_V_AMD64,
    records=_GCC_X86,
    va_list=_AMD64_VA_LIST,
    toolchain=_gnu("x86_64-linux-gnu", *_AMD64, *_LINUX),
)
_I686_LINUX = replace(
    _LP64_LINUX,
    triple="i686-unknown-linux-gnu",
    source='System V i386 psABI, "Data Representation"',
    calls=CallingConvention.SYSTEM_V_I386,
    pointer_bytes=4,
    scalars=scalars.I386,
    records=_GCC_I386,
    size_type="unsigned int",
    wchar_type="long",
    toolchain=_gnu("i686-linux-gnu", *_I686, *_LINUX),
)
_AARCH64_LINUX = replace(
    _LP64_LINUX,
    triple="aarch64-unknown-linux-gnu",
    source='AAPCS64, tables 4 to 6, and "Bit-fields"',
    calls=CallingConvention.AAPCS64,
    scalars=scalars.AARCH64,
    char_is_signed=False,
    wchar_type="unsigned int",
    max_vector_align_bytes=16,
    max_bit_int_align_bytes=16,
    records=_GCC_AAPCS,
    va_list=_AAPCS64_VA_LIST,
    toolchain=_gnu("aarch64-linux-gnu", "__aarch64__", *_LINUX),
)
_ARMV7_LINUX = replace(
    _AARCH64_LINUX,
    triple="armv7-unknown-linux-gnueabihf",
    source='AAPCS32, "Additional Types" and "Bit-fields"',
    calls=CallingConvention.AAPCS32_VFP,
    pointer_bytes=4,
    scalars=scalars.ARMV7,
    size_type="unsigned int",
    max_aligned_bytes=8,
    max_vector_align_bytes=8,
    max_bit_int_align_bytes=8,
    va_list=_AAPCS32_VA_LIST,
    toolchain=_gnu("arm-linux-gnueabihf", *_ARMV7, *_THUMB, *_LINUX),
)
_CLANG_AAPCS = replace(_CLANG, aligns_unnamed_bit_fields=True)
_LINUX_TARGETS = (
    _AMD64_LINUX,
    _I686_LINUX,
    # musl's types are glibc's. Where GCC and Clang differ, it is as Clang has it.
    replace(
        _AMD64_LINUX,
        triple="x86_64-unknown-linux-musl",
        records=_CLANG,
        toolchain=_gnu("x86_64-linux-musl", *_AMD64, *_LINUX),
    ),
    replace(
        _I686_LINUX,
        triple="i686-unknown-linux-musl",
        wchar_type="int",
        max_atomic_bytes=8,
        records=_CLANG,
        toolchain=_gnu("i686-linux-musl", *_I686, *_LINUX),
    ),
    _AARCH64_LINUX,
    replace(
        _AARCH64_LINUX,
        triple="aarch64-unknown-linux-musl",
        records=_CLANG_AAPCS,
        toolchain=_gnu("aarch64-linux-musl", "__aarch64__", *_LINUX),
    ),
    _ARMV7_LINUX,
    replace(
        _ARMV7_LINUX,
        triple="armv7-unknown-linux-musleabihf",
        max_atomic_bytes=8,
        records=_CLANG_AAPCS,
        toolchain=_gnu("armv7-linux-musleabihf", *_ARMV7, *_LINUX),
    ),
    replace(
        _LP64_LINUX,
        triple="riscv64gc-unknown-linux-gnu",
        source='RISC-V ELF psABI, "C/C++ type sizes and alignments" and "C/C++ type representations"',
        calls=CallingConvention.RISCV_LP64D,
        scalars=scalars.RISCV64,
        char_is_signed=False,
        toolchain=_gnu("riscv64-linux-gnu", *_RISCV64, *_LINUX),
    ),
    replace(
        _LP64_LINUX,
        triple="powerpc64le-unknown-linux-gnu",
        source="GCC 12 and Clang 19, which tests ask",
        scalars=scalars.POWERPC64LE,
        char_is_signed=False,
        records=_GCC_X86,  # whose attributes GCC has for PowerPC, too
        toolchain=_gnu("powerpc64le-linux-gnu", *_POWERPC64LE, *_LINUX),
    ),
    replace(
        _LP64_LINUX,
        triple="s390x-unknown-linux-gnu",
        source='s390x ELF ABI 1.7, "Data Representation"',
        endianness=Endianness.BIG,
        scalars=scalars.S390X,
        char_is_signed=False,
        max_aligned_bytes=8,
        records=_GCC_S390X,
        va_list=_S390X_VA_LIST,
        toolchain=_gnu("s390x-linux-gnu", "__s390x__", "__s390__", "__zarch__", *_LINUX),
    ),
    replace(
        _LP64_LINUX,
        triple="loongarch64-unknown-linux-gnu",
        source='LoongArch procedure call standard 20231219, "Data Representation"',
        scalars=scalars.LOONGARCH64,
        max_atomic_bytes=8,
        records=_CLANG,
        toolchain=_gnu("loongarch64-linux-gnu", *_LOONGARCH64, *_LINUX),
    ),
)

_MINGW_64 = replace(
    _LP64_LINUX,
    triple="x86_64-pc-windows-gnu",
    source='Microsoft, "x64 ABI conventions"; GCC 12 for what is not Microsoft\'s',
    calls=CallingConvention.MINGW_X64,
    scalars=scalars.MINGW_64,
    size_type="unsigned long long",
    wchar_type="unsigned short",
    records=_MINGW,
    toolchain=_gnu("x86_64-w64-mingw32", *_AMD64, *_WINDOWS, "_WIN64", "__MINGW32__", "__MINGW64__"),
)
_MSVC_64 = replace(
    _MINGW_64,
    triple="x86_64-pc-windows-msvc",
    source='Microsoft, "x64 ABI conventions"; Clang 19 for records',
    calls=CallingConvention.MICROSOFT_X64,
    scalars=scalars.MSVC_64,
    records=_MSVC_64_RECORDS,
    enums_are_int=True,
    toolchain=_clang("x86_64-pc-windows-msvc", "_M_X64=100", "_M_AMD64=100", "_WIN64", *_MSVC),
)
_WINDOWS_TARGETS = (
    _MINGW_64,
    replace(
        _MINGW_64,
        triple="i686-pc-windows-gnu",
        source="GCC 12, which tests ask",
        calls=CallingConvention.MINGW_X86,
        pointer_bytes=4,
        scalars=scalars.MINGW_32,
        size_type="unsigned int",
        toolchain=_gnu("i686-w64-mingw32", *_I686, *_WINDOWS, "__MINGW32__"),
    ),
    _MSVC_64,
    replace(
        _MSVC_64,
        triple="i686-pc-windows-msvc",
        source="Clang 19, which tests ask",
        calls=CallingConvention.MICROSOFT_X86,
        pointer_bytes=4,
        scalars=scalars.MSVC_32,
        max_atomic_bytes=8,
        records=_MSVC_32_RECORDS,
        size_type="unsigned int",
        toolchain=_clang("i686-pc-windows-msvc", "_M_IX86=600", *_MSVC),
    ),
    replace(
        _MSVC_64,
        triple="aarch64-pc-windows-msvc",
        source="Clang 19, which tests ask",
        calls=None,
        scalars=scalars.MSVC_ARM64,
        max_vector_align_bytes=16,
        max_bit_int_align_bytes=16,
        toolchain=_clang("aarch64-pc-windows-msvc", "_M_ARM64=1", "_WIN64", *_MSVC),
    ),
)

_APPLE_TARGETS = (
    replace(
        _AMD64_LINUX,
        triple="x86_64-apple-darwin",
        source='System V AMD64 psABI, "Data Representation"; Clang 19 for vectors',
        calls=CallingConvention.APPLE_AMD64,
        scalars=scalars.AMD64_APPLE,
        max_vector_align_bytes=16,
        records=_CLANG,
        toolchain=_clang("x86_64-apple-darwin", *_AMD64, *_APPLE),
    ),
    # Unnamed bit-fields do not align records there, AAPCS64 or not.
    replace(
        _LP64_LINUX,
        triple="aarch64-apple-darwin",
        source='Apple, "Writing ARM64 code for Apple platforms": data types and alignment',
        calls=CallingConvention.APPLE_ARM64,
        scalars=scalars.AARCH64_APPLE,
        records=_CLANG,
        max_vector_align_bytes=16,
        max_bit_int_align_bytes=16,
        toolchain=_clang("arm64-apple-darwin", "__aarch64__", "__arm64__", "__arm64", *_APPLE),
    ),
)

_WASM_TARGETS = tuple(
    replace(
        _LP64_LINUX,
        triple=triple,
        source='WebAssembly tool conventions, "Basic C ABI": "Scalar Types"',
        pointer_bytes=4,
        scalars=scalars.WASM32,
        max_atomic_bytes=8,
        records=_CLANG,
        toolchain=_clang(clang, *macros),
    )
    for triple, clang, macros in (
        ("wasm32-unknown-unknown", "wasm32", _WASM),
        ("wasm32-wasip1", "wasm32-wasip1", (*_WASM, "__wasi__")),
        ("wasm32-wasip2", "wasm32-wasip2", (*_WASM, "__wasi__")),
    )
)

TARGETS: Mapping[str, Target] = {
    target.triple: target for target in (*_LINUX_TARGETS, *_WINDOWS_TARGETS, *_APPLE_TARGETS, *_WASM_TARGETS)
}
