#ifndef TAGGED_H
#define TAGGED_H
#include <stdint.h>
#include <stdbool.h>
typedef enum { EVENT_NONE, EVENT_KEY, EVENT_MOUSE, EVENT_RESIZE } EventTag;
typedef struct { uint32_t code; uint8_t modifiers; bool pressed; } KeyEvent;
typedef struct { double x, y; uint8_t button; } MouseEvent;
typedef struct Event {
  EventTag tag;
  union {
    KeyEvent key;
    MouseEvent mouse;
    struct { uint16_t width; uint16_t height; } resize;
  };
} Event;
typedef uint8_t ShapeTag;
enum { SHAPE_CIRCLE = 0, SHAPE_SQUARE = 1 };
typedef union Shape {
  ShapeTag tag;
  struct { ShapeTag circle_tag; float radius; } circle;
  struct { ShapeTag square_tag; float side; int32_t angle; } square;
} Shape;
bool event_poll(Event *out);
void event_push(const Event *event);
int event_dispatch(Event event, void (*handler)(const Event *event, void *ctx), void *ctx);
float shape_area(Shape shape);
Shape shape_unit(ShapeTag tag);
#endif
