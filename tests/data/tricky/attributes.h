/* GNU attributes in every place that GCC's manual names ("Attribute Syntax"), and in some that it does not. */
#define ALIGNED(n) __attribute__((aligned(n)))
#define PACKED __attribute__((packed))

struct before_tag_keyword { char c; PACKED int f; };
struct PACKED after_keyword { char c; int f; };
struct after_brace { char c; int f; } PACKED;
struct __attribute__((__packed__)) ALIGNED(2) twice { char c; int f; } ALIGNED(8);
struct ALIGNED(8) ALIGNED(4) last_or_strictest { char c; };
struct __attribute__(()) __attribute__((,packed,,)) __attribute__((unused)) empty_ones { char c; int f; };
struct __attribute__((packed, aligned(sizeof(long)))) sized { char c; int f; };
struct __attribute__((packed, aligned(_Alignof(short) * (1 << 2)))) computed { char c; int f; };
union PACKED packed_union { char c; int f; };
union __attribute__((aligned)) aligned_union { char c; };

struct pointer_attributes { char c; char *ALIGNED(32) f; };
struct pointer_and_qualifiers { char c; char *const ALIGNED(32) volatile f; };
struct pointer_to_pointer { char c; char *ALIGNED(32) *f; };
struct nested_first { char c; char(ALIGNED(32) *f); };
struct nested_after_star { char c; char(*ALIGNED(32) f); };
struct nested_name { char c; char(ALIGNED(32) f); };
struct nested_array { char c; char(ALIGNED(32) f)[3]; };
struct looser_pointer { char c; char *ALIGNED(2) f; };
struct looser_specifier { char c; int ALIGNED(2) f; };
struct looser_nested { char c; int(ALIGNED(2) f); };
struct packed_pointer { char c; int *PACKED f; };
struct packed_nested { char c; int(PACKED f); };
struct packed_nested_pointer { char c; int(PACKED *f); };
struct packed_specifier { char c; int PACKED f; };
struct packed_first { char c; PACKED int f, g; };
struct packed_behind { char c; int f PACKED, g; };
struct function_nested { char c; int(ALIGNED(32) *f)(void); };
struct function_star { char c; int (*ALIGNED(32) f)(void); };
struct function_behind { char c; int (*f)(void) ALIGNED(32); };
struct specifier_of_pointer { char c; int ALIGNED(32) *f; };
struct first_of_pointer { char c; ALIGNED(32) int *f; };
struct one_of_two { char c; int f ALIGNED(32), g; };
struct all_of_two { char c; ALIGNED(16) int f, g; };
struct on_a_bit_field { char c; int f : 3 ALIGNED(8); int g : 2; };
struct packed_bit_field { char c; long long f : 33 PACKED; int g : 2; };
struct inner_keyword { char c; struct ALIGNED(32) { int x; } f; };
struct inner_brace { char c; struct { int x; } ALIGNED(32) f; };
struct inner_before { char c; ALIGNED(32) struct { int x; } f; };
struct inner_packed { char c; struct { char y; int x; } PACKED f; };
struct inner_packed_before { char c; PACKED struct { char y; int x; } f; };
struct inner_tagged { char c; struct PACKED inner_of_tagged { char y; int x; } f; };
struct among_qualifiers { char c; int const ALIGNED(32) volatile f; };
struct array_behind { char c; int f[3] ALIGNED(32); };
struct array_specifier { char c; int ALIGNED(32) f[3]; };
struct array_pointer { char c; int (*f)[3] ALIGNED(32); };
struct anonymous_aligned { char c; struct { int a; } ALIGNED(16); int b; };
struct anonymous_packed { char c; struct PACKED { char d; int a; }; int b; };
struct both_nested { char c; int(ALIGNED(2) * ALIGNED(32) f); };
struct ALIGNED(32) declared_before;
struct declared_before { char c; int f; };
ALIGNED(32) struct not_of_the_tag { char c; int f; };

typedef int ALIGNED(2) low;
typedef int *ALIGNED(32) high_pointer;
typedef ALIGNED(32) int *high_pointer_first;
typedef int(ALIGNED(32) *not_a_high_pointer);
typedef struct { char c; long long f; } ALIGNED(32) aligned_typedef;
typedef struct PACKED { char c; long long f; } packed_typedef;
typedef struct { char c; long long f; } behind_the_name PACKED;
struct low_member { char c; low f; };
struct low_members { char c; low f[2]; };
struct low_of_low { char c; low ALIGNED(1) f; };
struct high_pointer_member { char c; high_pointer f; };
struct high_pointer_first_member { char c; high_pointer_first f; };
struct not_a_high_pointer_member { char c; not_a_high_pointer f; };
struct typedef_members { char c; aligned_typedef a; packed_typedef p; behind_the_name b; };

enum PACKED packed_enum { PACKED_ENUM = 1 };
enum packed_behind_enum { PACKED_BEHIND = 300 } PACKED;
enum attributes_on_enumerators {
    FIRST __attribute__((deprecated)), SECOND __attribute__((deprecated("use FIRST"))) = 7, THIRD,
};
struct packed_enum_member { char c; enum packed_enum e; enum packed_behind_enum f; };

typedef int quarter __attribute__((mode(QI)));
typedef unsigned int whole __attribute__((__mode__(__DI__)));
typedef float real __attribute__((mode(DF)));
struct modes { quarter q; whole w; int h __attribute__((mode(HI))); };
typedef int four __attribute__((vector_size(16)));
typedef __attribute__((__vector_size__(2 * sizeof(double)))) double pair;
struct vectors { char c; four f; pair p; float __attribute__((vector_size(8))) v, *w; };
struct without_effect {
    char c __attribute__((unused, aligned(1), warn_if_not_aligned(1)));
    int f __attribute__((deprecated("a, b) (c"), may_alias, nonstring, unknown_to_all("x", 1 + (2))));
} __attribute__((designated_init, may_alias, warn_if_not_aligned(4), nonsense));

typedef int(__attribute__((__cdecl__)) *leading_convention)(void);
typedef int (*__attribute__((cdecl)) star_convention)(int);
typedef int (*trailing_convention)(int) __attribute__((cdecl));
struct conventions { leading_convention a; star_convention b; trailing_convention c; int(__attribute__((cdecl)) *d)(int); };

extern int variable __attribute__((aligned(8))), other, labelled __asm__("elsewhere") __attribute__((weak));
extern __attribute__((noreturn)) void __attribute__((cold)) leaving(const char __attribute__((unused)) *x, ...) __attribute__((format(printf, 1, 2)));
__attribute__((nonnull(1))) char *__attribute__((malloc)) allocating(void *p __attribute__((unused)), int[static 1]) __asm__("allocate");
static inline __attribute__((always_inline)) int inlined(int x) {
    __attribute__((unused)) int y = x;
label: __attribute__((unused))
    return (__attribute__((aligned(4))) int)y + sizeof(int __attribute__((aligned(16))));
}
struct of_a_type_name { char c[sizeof(int __attribute__((aligned(16))) *)]; };
