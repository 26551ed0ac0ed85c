typedef unsigned __int64 qword; typedef unsigned short wide; typedef wide wchar;
__declspec(dllimport) int __stdcall imported(int a, __int64 b);
typedef long (__stdcall *proc)(void *, unsigned, void * __ptr64, int * __ptr32);
typedef struct __declspec(align(16)) aligned_s { char a; __declspec(align(8)) int b; } aligned_s;

#pragma pack(push, identifier, 4)
typedef struct _guid { unsigned long a; unsigned short b[2]; __unaligned double *c; } GUID, *PGUID;
#pragma pack(pop, identifier)
extern __declspec(selectany) const GUID id; __declspec(noreturn) void __cdecl stop(void); int __fastcall fast(int), __vectorcall vec(float);
__pragma(warning(push)) struct bits_ms { char a : 4; int b : 4; long long c : 40; unsigned : 0; }; __forceinline int f(void) { return 1; }
