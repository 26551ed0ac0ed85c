/* What Clang takes and GCC does not. */
struct pragmas_everywhere {
    int
#pragma GCC diagnostic push
        a
#pragma GCC diagnostic ignored "-Wall"
        ,
        b
#pragma GCC diagnostic pop
        ;
};
enum between { FIRST,
#pragma GCC diagnostic push
    SECOND
#pragma GCC diagnostic pop
};
void in_parameters(int a,
#pragma GCC diagnostic push
    int b);
typedef long NSInteger;
enum fixed : NSInteger;
enum ns_style : NSInteger;
typedef enum ns_style ns_style;
enum ns_style : NSInteger { NS_FIRST = -1, NS_SECOND } __attribute__((enum_extensibility(closed)));
enum __attribute__((flag_enum, enum_extensibility(open))) flags : unsigned char { FLAG_A = 1, FLAG_B = 0x80 };
struct fixed_enums { char c; enum fixed f; ns_style n; enum flags g; enum : short { IN_LINE } h; };
typedef int (^block)(int);
struct blocks { char c; int (^b)(void); block d; void (^_Nonnull e)(void *_Nullable); };
void takes_block(void (^_Nullable handler)(int, char *_Nonnull), char *_Null_unspecified s, int *_Nullable *_Nonnull p);
int *_Nullable_result result(void);
extern void available(void) __attribute__((availability(macos, introduced = 10.4, deprecated = 10.6, message = "use (x), y"))) __attribute__((availability(ios, unavailable)));
struct __attribute__((swift_name("Named.it(self:)"), objc_bridge(id))) swift { char c; int x __attribute__((swift_name("y"))); };
typedef float float4 __attribute__((ext_vector_type(4)));
typedef __attribute__((__ext_vector_type__(3))) short short3;
struct vectors { char c; float4 f; short3 s; };
#pragma clang attribute push(__attribute__((annotate("x"))), apply_to = function)
struct annotated { char c; int x; };
#pragma clang attribute pop
#pragma clang assume_nonnull begin
#pragma ms_struct on
struct microsofts { char a : 3; int b : 4; short c : 2; };
#pragma ms_struct reset
struct systems { char a : 3; int b : 4; short c : 2; };
#pragma options align=packed
struct packed_option { char c; int x; };
#pragma options align=reset
#pragma options align=natural
struct natural_option { char c; int x; };
#pragma options align=reset
struct reset_option { char c; int x; };
#pragma clang assume_nonnull end
struct bit_precise { char c; _BitInt(7) a; unsigned _BitInt(33) b; _BitInt(100) d; signed _BitInt(65) e[2]; };
extern void __attribute__((overloadable)) last(int);
