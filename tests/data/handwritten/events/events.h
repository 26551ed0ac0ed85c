#ifndef EVENTS_H_
#define EVENTS_H_
#include <stdint.h>
#include <stddef.h>
#include <stdbool.h>

struct ev_loop;
struct ev_timer { uint64_t at_ms; void (*fire)(struct ev_timer *self, void *ctx); void *ctx; struct ev_timer *next; };
enum ev_log_level { EV_TRACE, EV_DEBUG, EV_INFO, EV_WARN = 8, EV_ERROR = 16 };
typedef void (*ev_log_fn)(enum ev_log_level level, const char *message, size_t length, void *ctx);
typedef bool (*ev_filter_fn)(uint32_t id, const uint8_t *payload, size_t length, void *ctx);

struct ev_loop *ev_loop_new(void);
void ev_loop_free(struct ev_loop *loop);
void ev_loop_set_logger(struct ev_loop *loop, ev_log_fn log, void *ctx);
int ev_loop_add_timer(struct ev_loop *loop, struct ev_timer *timer);
uint32_t ev_loop_add_filter(struct ev_loop *loop, ev_filter_fn filter, void *ctx, void (*drop_ctx)(void *ctx));
int32_t ev_loop_run(struct ev_loop *loop, uint32_t timeout_ms);
#endif
