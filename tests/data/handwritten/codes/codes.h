#ifndef CODES_H
#define CODES_H
#include <stdint.h>
#include <stddef.h>
#if defined(__GNUC__)
#define CODES_API __attribute__((visibility("default")))
#else
#define CODES_API
#endif
typedef enum codes_status {
  CODES_OK = 0,
  CODES_E_NOMEM = -1,
  CODES_E_INVALID = -2,
  CODES_E_IO = -3,
  CODES_E__MAX = -4
} codes_status;
typedef struct codes_error { codes_status status; int32_t os_code; char message[128]; } codes_error;
CODES_API const char *codes_strerror(codes_status status);
CODES_API codes_status codes_last(codes_error *out);
CODES_API codes_status codes_parse(const char *text, size_t length, int64_t *value);
CODES_API codes_status codes_format(int64_t value, char *buffer, size_t capacity, size_t *written);
CODES_API int codes_is_fatal(codes_status status);
#endif
