/* Voices. */
#ifndef ENUM_FROM_C_H
#define ENUM_FROM_C_H

#include <stdbool.h>
#include <stdint.h>

enum level {
    LEVEL_QUIET,
    LEVEL_LOUD,
};

struct voice {
    enum level level;
    float pitch;
};

#ifdef __cplusplus
extern "C" {
#endif

bool is_loud(enum level level);
float loudness(struct voice voice);
bool ask(enum level (*level_of)(void));
enum level level_of(uint32_t value);

#ifdef __cplusplus
}
#endif

#endif /* ENUM_FROM_C_H */
