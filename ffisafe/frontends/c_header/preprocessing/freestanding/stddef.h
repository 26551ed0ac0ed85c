/* <stddef.h> (C17 7.19) out of the macros that a compiler predefines for a target. */
#ifndef __FFISAFE_STDDEF_H
#define __FFISAFE_STDDEF_H
typedef __SIZE_TYPE__ size_t;
typedef __PTRDIFF_TYPE__ ptrdiff_t;
typedef __WCHAR_TYPE__ wchar_t;
/* As GCC, Clang and musl have it for each platform. */
#if defined(_MSC_VER)
typedef double max_align_t;
#elif defined(__APPLE__)
typedef long double max_align_t;
#else
typedef struct {
    long long __max_align_ll __attribute__((__aligned__(__alignof__(long long))));
    long double __max_align_ld __attribute__((__aligned__(__alignof__(long double))));
#if defined(__i386__) && !defined(__clang__) && !defined(_WIN32) && !defined(__FFISAFE_MUSL__)
    __float128 __max_align_f128 __attribute__((__aligned__(__alignof__(__float128))));
#endif
} max_align_t;
#endif
#define NULL ((void *)0)
#define offsetof(type, member) __builtin_offsetof(type, member)
#endif
