typedef int * _Nonnull nonnull_p;
int annotated(char * _Nullable text, int * _Null_unspecified count) __attribute__((availability(macos, introduced=10.4, deprecated=10.6)));
enum fixed : unsigned char { F0, F1 = 255 };
typedef enum open : long { O0 } __attribute__((enum_extensibility(open))) open_t;
enum forward : short;
struct has { enum fixed f; enum forward g; bool h; };

typedef float f3 __attribute__((ext_vector_type(3)));
typedef __attribute__((neon_vector_type(4))) int n4;
typedef _BitInt(37) odd;
struct floats { _Float16 a; __bf16 b; _Complex double c; f3 f; odd g; };

typeof(int) one; typeof_unqual(const int *) two; constexpr int three = 3; static_assert(true); auto four = nullptr;
[[deprecated("no")]] [[maybe_unused]] extern thread_local int five; alignas(16) extern int six;
typedef int (^block_t)(int); struct blocks { block_t b; };
