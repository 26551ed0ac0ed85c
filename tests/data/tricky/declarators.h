/* Declarators, scopes of names, and what stands between declarations. */
;;
typedef int T;
typedef T T;
typedef unsigned char byte, bytes[3], *pbyte, (*fbyte)(byte), **const ppbyte;
typedef int (*(*returns_function)(int (*)(char)))(long);
typedef int (*(*array_of_functions[3])(void))[2];
typedef void takes_function(int callback(int), int array[2][3], char (*pointer)[4]);
typedef returns_function *deeper[2];
struct { int x; } unnamed_object;
struct many { array_of_functions a; deeper d; takes_function *t; ppbyte p; bytes b[2]; int (*(*f)(void))[3]; };
struct shadows { T T; unsigned byte; struct { int T; } pbyte; T (bytes); const T fbyte; long T2, T3 : 3; T : 5; };
enum { ONE = 1, TWO = ONE + ONE, SIZED = sizeof(struct shadows), };
struct bounds { char a[TWO * 3][SIZED], b[sizeof(T[ONE ? 5 : 7])], c[(int)sizeof(struct inside_sizeof { T x; char y; })]; };
struct uses_it { struct inside_sizeof y; };
struct outer { struct inner { char c; T x; } i; enum inner_enum { INNER = 5 } e; union inner_union { T a; char b; } u; };
struct uses_inner { struct inner i; enum inner_enum e; union inner_union u; char c[INNER]; };
struct incomplete;
extern struct incomplete *opaque(struct incomplete *, struct only_here *);
struct list { struct list *next; struct tree { struct tree *left, *right; struct list *all; } *root; };
struct incomplete { T x; struct list l; };
struct named_like_a_type { T *T; int (*byte)(byte); };
void parameters(T T, int x[], byte byte, const pbyte pbyte);
void shadowed_bound(int T, char x[T]);
void variable_lengths(int n, int m, char a[n][m], char b[static n], char c[const *], char d[static const restrict 3], char e[restrict]);
void abstracts(int, int *, int[], int[3], int (*)(int), int(T), int (*[])(T), int (*(*)(void))(void), T(*)[2], ...);
int old_style();
int with_a_type(void) { struct not_visible { int x; } y; typedef int T2; return sizeof(y) + '{' + "}"[0]; }
struct not_visible { long long other; };
static int table[] = { [0 ... 3] = 1, [5] = (int){3} }, *more = table, last;
const static unsigned volatile long extern_order; long const unsigned int long spelled; int long signed long spelled2;
struct order { long unsigned int long a; int short b; char unsigned c; double long d; unsigned e; signed f; long g; };
struct flexible { int n; char data[]; };
struct zero { int n; long long data[0]; };
union flexible_union { int n; char data[0]; };
struct nested_zero { struct zero z; char end; };
struct empty {};
struct empty_members { char a; struct empty e; struct {} f; int b; };
struct no_last_semicolon { char c; int f };
struct bits { T a : 3, : 0, b : 5; unsigned : 4, c : 1; enum inner_enum d : 4; _Bool e : 1; };
struct atomics { char c; _Atomic int a; _Atomic(long long) b; _Atomic(T *) p; int *_Atomic q; _Atomic(struct inner) s; };
struct aligned_as { char c; _Alignas(16) char a; _Alignas(double) char d; _Alignas(0) char z; _Alignas(2) _Alignas(8) short s; };
struct typeofs { __typeof__(T *) a; typeof(struct inner) b; __typeof(int[3]) c; __typeof__(struct in_typeof { char x; }) d; };
struct in_typeof_again { struct in_typeof x; };
struct complexes { char c; _Complex float a; double _Complex b; __complex__ short d; };
struct asserted { int x; _Static_assert(sizeof(int) == 4, "four"); _Static_assert(1); int y; };
_Static_assert(sizeof(struct asserted) == 2 * sizeof(int), "a, (string) with ; in it");
__extension__ _Static_assert(1, "x");
__extension__ typedef struct { __extension__ union { int a; long long b; }; __extension__ struct { char c; }; } extended;
__extension__ extern __inline int extension_inline(void) { return 0; }
asm(".globl somewhere");
__asm__("");
typedef int final_type
;
extern final_type
    function_over_lines
    (
        int
    )
;
