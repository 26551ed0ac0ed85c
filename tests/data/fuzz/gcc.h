typedef unsigned char u8;
typedef __builtin_va_list va;
__extension__ typedef unsigned long long u64 __attribute__((aligned(4)));
struct plain { char a; int b; u64 c; long double d; _Complex float e; __int128 f; };
union both { struct plain p; double d[3]; u8 bytes[sizeof(struct plain)]; };

struct bits { unsigned a : 3, : 2, b : 7; int : 0; _Bool c : 1; unsigned long long d : 41; enum { LOW, HIGH } e : 2; };
struct __attribute__((packed)) tight { char a; int b : 5; long c; } __attribute__((aligned(2)));
struct ms { char a; int b : 3; short c : 3; } __attribute__((ms_struct));
struct late { char a; int b __attribute__((packed, aligned(2))); _Alignas(16) char c; _Alignas(double) int d; };

#pragma pack(push, 1)
struct packed1 { char a; int b; };
#pragma pack(2)
struct packed2 { char a; int b; struct packed1 c[3]; };
#pragma pack(pop)
struct unpacked { char a; struct packed2 b; };

struct outer { int kind; union { struct { int x, y; }; struct { double r; } polar; long raw[2]; }; struct outer *next; };
struct tail { int n; struct { char c; short s; } rows[]; };
struct none { };
struct zero { char c; int z[0]; struct none n; };

enum signs { MINUS = -1, PLUS = 1 << 4, CHAR = 'a', OTHER = L'\x41', BIG = 0x80000000u };
enum __attribute__((packed)) tiny { TINY };
enum wide { WIDE = 1LL << 40, WIDER = ~0ull >> 1, SIZE = sizeof(struct { int a[WIDE > 3 ? 2 : 1]; }) };
enum mixed { M0 = (int)3.5, M1 = -1 ? 4 : 5 / 1, M2 = !0 && 1 || 0, M3 = (unsigned char)257, M4 = _Alignof(double) };

struct at { int a; struct { char b; long c[3]; } d[4]; };
extern int offsets[__builtin_offsetof(struct at, d[1].c[2]) / sizeof(int) + _Alignof(struct at)];
_Static_assert(sizeof(struct at) == 136, "as on x86_64");

typedef float v4 __attribute__((vector_size(16)));
typedef int mode_t1 __attribute__((mode(DI)));
struct vectors { char c; v4 v; __typeof__(int[3]) t; __typeof__(((struct at *)0)->d) *w; struct at_v { v4 w; } x; };

typedef int fn(int, char *restrict, ...);
typedef fn *fp;
typedef int (*(*table[3])(void (*)(int), int (*)[4]))[5];
extern fn first, *second;
extern table many;
int (*chooser(int which, int (*fallback)(void)))(double);
void old(), vla(int n, int a[n], int b[static 3], int c[const *], int (*d)[n]);

void *labelled(int x) __asm__("real" "_name") __attribute__((visibility("default"), malloc, alloc_size(1)));
extern __inline __attribute__((__gnu_inline__)) int body(int x) { struct local { int y[x]; } z; return ({ int k = x; k; }) + sizeof z; }
static const struct { char a; int b[4]; } instance = { .a = 1, .b = { [0 ... 2] = 3, [3] = (int){ 4 } } };
[[nodiscard]] [[gnu::aligned(8)]] extern int standard;
extern _Thread_local _Atomic int counter;
typedef _Atomic(long) atomic_long_t;
struct atomics { char c; _Atomic struct { char d[3]; } e; atomic_long_t f; void (*_Atomic g)(void); };

__extension__ typedef struct { __extension__ union { int i; __extension__ long long j; }; } extended;
struct self { struct self *me; struct other *you; }; struct other { struct self mine; };
typedef struct both1 { int x; } Both1, *Both1P; typedef struct both1 Both1;
struct nested1 { struct inside { int a; } one; struct inside two[2]; enum within { W1 = 7 } w; char last[W1]; };
struct floats { char c; _Float16 a; _Float32 b; _Float64 d; _Float128 e; _Float32x f; _Float64x g; __float128 h; _Bool i; };
