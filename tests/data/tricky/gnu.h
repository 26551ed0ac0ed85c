/* What GCC takes and Clang does not. */
typedef int T;
void forward_parameters(int n; char a[n], int n);
int old_definition(a, b, c) int a; struct tag_in_old { int x; } *b; T c; { if (a) { return c; } return b->x; }
implicit() { return '{' + "}"[0]; }
int with_nested(void) { int nested(int x) { return x; } struct not_visible { int x; } y; return nested(y.x); }
struct __attribute__((scalar_storage_order("big-endian"))) big { char c; int x : 5, y : 9; short s; };
struct __attribute__((scalar_storage_order("little-endian"))) little { char c; int x : 5, y : 9; short s; };
#pragma scalar_storage_order big-endian
struct big_by_pragma { char c; unsigned x : 5; unsigned y : 9; long long z : 33; };
#pragma scalar_storage_order default
extern void last(void);
