/* Runs the calls and the results of a batch, and writes what the stub has captured to stdout. */
#include <stdio.h>
#include <string.h>

#ifndef ABI
#define ABI
#endif

typedef void ABI entry(void);
extern entry *const calls[];
extern entry *const results[];
extern const int call_count, result_count;
extern const int pops[];
int pop_bytes; /* what the stub takes off the stack, as the called function would */

unsigned char captured[512]; /* as the stub of the architecture lays it out */
static unsigned char hidden[512] __attribute__((aligned(64)));

void collect(entry *function, void *memory);

static void put(const void *bytes, size_t size) { fwrite(bytes, 1, size, stdout); }

/* The stub comes here from a call, on the caller's stack. */
ABI void keep(void) {
    unsigned char *stack;
    memcpy(&stack, captured + SP_OFFSET, sizeof stack);
    put(captured, sizeof captured);
    put(stack, STACK_BYTES);
}

/* A batch with a convention of its own has its own C library, as far as compilers need one. */
ABI void *abi_memcpy(void *to, const void *from, size_t size) { return memcpy(to, from, size); }
ABI void *abi_memset(void *to, int value, size_t size) { return memset(to, value, size); }

int main(void) {
    volatile char room[2 * STACK_BYTES]; /* so that there is a stack to be read */
    void *address = hidden;
    room[0] = 0;
    for (int i = 0; i < call_count; i++) {
        memset(captured, 0, sizeof captured);
        pop_bytes = pops[i];
        calls[i]();
    }
    for (int i = 0; i < result_count; i++) {
        memset(captured, 0, sizeof captured);
        memset(hidden, 0, sizeof hidden);
        collect(results[i], hidden);
        put(captured, sizeof captured);
        put(hidden, sizeof hidden);
        put(&address, sizeof address);
    }
    return room[0];
}
