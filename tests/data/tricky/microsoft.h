/* Microsoft's words, where the target is Windows. */
__declspec(align(16)) struct on_the_declaration { char c; };
struct __declspec(align(16)) on_the_tag { char c; int x; };
typedef __declspec(align(32)) struct { char c; } aligned_typedef;
struct aligned_typedef_member { char c; aligned_typedef f; };
__declspec(align(16)) struct on_the_object { char c; } an_object;
struct on_a_member { char c; __declspec(align(16)) struct on_the_member { char d; } f; };
typedef struct __declspec(align(8)) tagged { char c; } tagged;
struct members { char c; __declspec(align(16)) int x; int __declspec(align(8)) y; tagged t; };
struct integers { __int8 a; __int16 b; unsigned __int32 c; __int64 d; unsigned __int64 e; signed __int8 f; _int64 g; };
#ifndef _M_ARM64 /* where Clang 19 makes nothing of the words */
struct pointers { char c; int *__ptr32 a; int *__ptr64 b; void (*__ptr32 d)(void); char *__ptr32 *__ptr64 e; char *__restrict f; int *__uptr __ptr32 g; };
#endif
typedef int(__stdcall *stdcall_pointer)(int);
typedef int __fastcall fastcall_function(int);
typedef void(__cdecl *cdecl_pointer)(void);
typedef __int64 (_stdcall *old_spelling)(__int64 x);
struct functions { stdcall_pointer a; fastcall_function *b; cdecl_pointer c; int(__vectorcall *d)(float); long(__thiscall *e)(void *); };
__declspec(dllimport) int __stdcall imported(int);
__declspec(dllexport) extern int exported_data;
__declspec(noreturn) __declspec(deprecated("use (other), please")) void __cdecl leaving(void);
__declspec(selectany) extern int selected;
__declspec(thread) extern int thread_local_object;
int __declspec(dllimport) among(void);
int *__stdcall returns_pointer(int);
__forceinline int inlined(int x) { __try { return x; } __except (1) { __assume(0); } }
#ifndef _M_ARM64
__forceinline int assembled(int x) { __asm { mov eax, 1 } }
#endif
static __inline int inline_too(void) { return 0i64; }
#pragma pack(push, 1)
struct packed { char c; __int64 x; };
#pragma pack(pop)
__pragma(pack(push, 2)) struct by_keyword { char c; __int64 x; }; __pragma(pack(pop))
struct by_macro_and_back { char c; __int64 x; };
struct tag { int a; __int64 b; };
typedef struct tag T;
struct anonymous_tag { int x; struct tag; int y; };
struct anonymous_typedef { int x; T; int y; };
struct anonymous_definition { int x; struct inside { char q; }; int y; };
enum { SUFFIXED = 5i64, UNSIGNED = 7ui32, WIDE = 0x10000i64 };
struct suffixed { char c[SUFFIXED + UNSIGNED]; char d[sizeof(L"abc")]; char e[__alignof(__int64)]; };
struct wide_enum { enum { A = 1, B } x; };
__declspec(uuid("00000000-0000-0000-C000-000000000046")) struct with_uuid { char c; };
struct unaligned { char c; int __unaligned *p; };
void __w64_is_gone(int x);
int last(void);

/* What typedefs lower, and what is required of those around. */
typedef struct MsWider { char c; double d; } MsLooseWider __attribute__((aligned(2)));
struct Ms1 { MsLooseWider f0[0]; _Bool f1[]; };
struct Ms2 { MsLooseWider f0[2]; char c; };
struct Ms3 { char c; MsLooseWider f0; };
typedef struct Ms4 { MsLooseWider f0[3]; } MsA4 ;
struct Ms5 { MsA4 f0; } __attribute__((packed));
struct Ms6 { MsA4 f0; char c; };
typedef long long MsLoose __attribute__((aligned(1)));
typedef struct Ms13 { _Bool f0 ; MsLoose f1 : 1 ; _Bool f2[]; } __attribute__((aligned(1))) MsA13 __attribute__((aligned(1)));
typedef struct Ms14 { MsA13 f0 ; } __attribute__((packed)) MsA14;
struct Ms15 { char c; struct Ms13 f0; } __attribute__((packed));
typedef struct MsWider MsArr3[3] __attribute__((aligned(2)));  typedef MsLooseWider MsArr4[2];
struct Ms16 { char c; MsArr3 f0; char d; MsArr4 e; };
typedef struct __declspec(align(16)) MsAl { char c; } MsAl; typedef MsAl MsAl4 __attribute__((aligned(4)));
struct Ms17 { char c; MsAl4 a; }; struct Ms18 { char c; MsAl4 a[2]; }; struct Ms19 { char c; MsAl4 a; } __attribute__((packed)); struct Ms20 {char c; struct Ms19 x; } ; 

/* Typedefs that lower scalars of other kinds: in arrays only. */
typedef float Ms3v4 __attribute__((vector_size(16)));
typedef Ms3v4 Ms3v4u __attribute__((aligned(4)));
struct Ms3v1 { char d; Ms3v4u b; char e; };
struct Ms3v2 { char d; Ms3v4u b[2]; char e; };
typedef float Ms3pf3 __attribute__((ext_vector_type(3), aligned(4)));
struct Ms3k6 { char a; Ms3pf3 b; char c; };
struct Ms3k7 { char a; Ms3pf3 b[2]; char c; };
typedef _Complex float Ms3cf1 __attribute__((aligned(1)));
struct Ms3k8 { char a; Ms3cf1 b; char c; };
struct Ms3k9 { char a; Ms3cf1 b[3]; char c; };
typedef double Ms3d1 __attribute__((aligned(2)));
struct Ms3k10 { char a; Ms3d1 b; char c; Ms3d1 d[2]; char e; };
struct Ms4a { char c; enum ms4_never_defined e; enum ms4_never_defined *p; __wchar_t w; };
