/* `#pragma pack` and its relatives, well-formed and not. */
#pragma pack(push, 4)
#pragma pack(1)
#pragma pack(push, 2)
#pragma pack(pop)
struct one { char c; long long x; };
#pragma pack(pop)
struct none { char c; long long x; };
struct changed_inside {
    char c;
#pragma pack(1)
    long long x;
};
#pragma pack()
struct restored_inside {
    char c;
#pragma pack(push, 1)
    struct packed_inside { char c; long long x; } p;
#pragma pack(pop)
    long long x;
};
#define TWO 2
#pragma pack(push, TWO)
struct by_a_macro { char c; long long x; };
#pragma pack(pop)
#pragma pack()
#pragma pack(pop, nobody)
#pragma pack(3)
struct not_a_power { char c; long long x; };
#pragma pack(push, one, 2)
#pragma pack(push, two, 1)
#pragma pack(push)
#pragma pack(pop, one)
struct back_to_the_label { char c; long long x; };
#pragma pack(push, 2, label)
struct number_first { char c; long long x; };
#pragma pack(pop, 1)
struct pop_with_a_number { char c; long long x; };
#pragma pack(0)
#pragma pack(push, 1) garbage
struct followed_by_garbage { char c; long long x; };
#pragma pack 1
#pragma pack(show)
#pragma pack()
#pragma pack(0x2)
struct hexadecimal { char c; long long x; };
#pragma pack ( push , 1 )
struct spaced { char c; long long x; int b : 3; struct none n; } __attribute__((aligned(4)));
#pragma pack(pop)
#pragma pack()
_Pragma("pack(push, 1)") struct by_operator { char c; long long x; }; _Pragma("pack(pop)")
struct after_operator { char c; long long x; };
#pragma pack(1)
struct caps_what_is_asked { char c; int x __attribute__((aligned(8))); };
enum not_packed { NOT_PACKED };
struct with_enum { char c; enum not_packed e; struct none n; };
#pragma pack()
#pragma GCC visibility push(hidden)
#pragma once_upon_a_time
#pragma
#pragma weak somebody
#pragma redefine_extname old_name new_name
extern int old_name(void);
#ident "text"
struct last { char c; long long x; };
