/* What kernel and vendor headers write where C wants a constant. */
#include <stddef.h>
struct list { struct list *next, *prev; };
#define BUILD_BUG_ON_ZERO(e) (sizeof(struct { int:-!!(e); }))
#define __same_type(a, b) __builtin_types_compatible_p(typeof(a), typeof(b))
#define __must_be_array(a) BUILD_BUG_ON_ZERO(__same_type((a), &(a)[0]))
#define ARRAY_SIZE(arr) (sizeof(arr) / sizeof((arr)[0]) + __must_be_array(arr))
#define container_of(ptr, type, member) ((type *)((char *)(ptr) - offsetof(type, member)))
#define __ALIGN_KERNEL_MASK(x, mask)	(((x) + (mask)) & ~(mask))
#define __ALIGN_KERNEL(x, a)		__ALIGN_KERNEL_MASK(x, (__typeof__(x))(a) - 1)
#define GENMASK(h, l) (((~0UL) - (1UL << (l)) + 1) & (~0UL >> (8 * sizeof(long) - 1 - (h))))
#define DIV_ROUND_UP(n,d) (((n) + (d) - 1) / (d))
#define min_t(type, x, y) ({ type __x = (x); type __y = (y); __x < __y ? __x: __y; })
#define MAX(a,b) ((a) > (b) ? (a) : (b))
#define ilog2(n) ( __builtin_constant_p(n) ? ( (n) < 2 ? 0 : 63 - __builtin_clzll(n) ) : 0 )
#define sizeof_field(TYPE, MEMBER) sizeof((((TYPE *)0)->MEMBER))
#define offsetofend(TYPE, MEMBER) (offsetof(TYPE, MEMBER)	+ sizeof_field(TYPE, MEMBER))
static const char *const names[] = { "a", "b", "c" };
struct dev { char name[__ALIGN_KERNEL(13, 8)]; int n[ARRAY_SIZE(names)]; struct list l; unsigned long bits[DIV_ROUND_UP(129, 8 * sizeof(long))]; char pad[64 - offsetofend(struct list, prev)]; union { char a[3]; long b; } u[MAX(sizeof(int), sizeof(long))]; char lg[ilog2(4096)]; char gm[GENMASK(3,1)];
 _Alignas(MAX(_Alignof(double), 32)) char al; unsigned f : sizeof(int) * 4; unsigned g : 'a' - 90;  __typeof__(((struct list*)0)->next) nx; __typeof__(names) nm; typeof(1 ? (char)1 : 2LL) ll; typeof(&((struct list*)0)->next) pp; typeof(*(struct list*)0) cp; };
enum { TAG = 'RIFF', K = sizeof "abc" "def", NEG = -sizeof(int) < 0, SH = 1ull << 40 >> 38, FL = (int)(2.5 * 2), C = sizeof(struct dev), NN = (__typeof__(1u))-1 > 0 };
struct wh { int a[(sizeof(struct dev) > 10) ? 2 : -1]; int b[sizeof(int[3]) / sizeof(int)]; char c[(size_t)&((struct dev*)0)->u[1].b]; char d[__builtin_offsetof(struct dev, u[2].a[1])]; };
_Static_assert(sizeof(struct wh) > 3, "x");
struct ptr { char x[sizeof(void (*)(int, char*))]; char y[sizeof(int (*[3])[4])]; } __attribute__((aligned(sizeof(long) * 4), packed));
typedef int vec __attribute__((vector_size(4 * sizeof(int))));
extern vec vv; struct vs { char c[sizeof(vv[0])]; vec w; typeof(vv + vv) z; };
