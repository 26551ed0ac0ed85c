#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Buffer Buffer;

enum Colour { RED, GREEN = 5, BLUE = -1 };

typedef struct Point { double x; double y; } Point;
typedef struct Mixed { uint8_t tag; int64_t value; float weights[3]; } Mixed;
typedef struct Big { uint64_t words[5]; struct Point corner; enum Colour colour; bool set; } Big;
typedef struct Span { const int32_t *data; size_t len; } Span;
union Either { int32_t i; float f; };
struct __attribute__((packed)) Packed { uint8_t a; uint32_t b; };
struct Bits { uint32_t a : 3; uint32_t b : 29; };

int8_t add_i8(int8_t a, int8_t b);
uint8_t add_u8(uint8_t a, uint8_t b);
int16_t add_i16(int16_t a, int16_t b);
uint16_t add_u16(uint16_t a, uint16_t b);
int32_t add_i32(int32_t a, int32_t b);
uint32_t add_u32(uint32_t a, uint32_t b);
int64_t add_i64(int64_t a, int64_t b);
uint64_t add_u64(uint64_t a, uint64_t b);
float same_f32(float x);
double same_f64(double x);
bool invert(bool x);
enum Colour same_colour(enum Colour c);
Point swap_point(Point p);
Mixed next_mixed(Mixed m);
Big next_big(Big b, uint64_t step);
double norm(const Point *p);
void scale(Point *points, size_t count, double factor);
int64_t span_sum(Span s);
Span span_at(const int32_t *data, size_t len);

double sum(const double *values, size_t n);
void fill(uint8_t *dst, size_t n, uint8_t value);
void negate(int32_t *values, size_t n);
size_t text_length(const char *text);
uint8_t peek(const uint8_t *data, ptrdiff_t index);
void poke(uint8_t *data, ptrdiff_t index);
uint64_t alignment_of(const void *data);
const char *greeting(void);
void print_line(int32_t number);
void out_pair(int32_t *first, int32_t *second);

Buffer *buffer_new(size_t n);
uint8_t *buffer_data(const Buffer *b);
size_t buffer_len(const Buffer *b);
void buffer_free(Buffer *b);
void buffer_release_parts(Buffer *b);

int32_t panic_if(int32_t x);
int32_t panic_through(int32_t x);
int32_t checked_index(size_t i);
uint32_t read_u32(const uint8_t *data, size_t offset);
void hang(void);
void leave(int32_t code);
void give_up(void);
void close_everything(void);
void wait_ms(uint32_t ms);
void spawn_sleeper(void);
uint8_t stack_peek(size_t i);
void free_inside(uint8_t *p);
uint8_t *make_huge(size_t n);
void talk_nonsense(void);

union Either same_either(union Either e);
struct Packed same_packed(struct Packed p);
struct Bits same_bits(struct Bits b);
long double same_long(long double x);
int32_t not_exported(int32_t x);
