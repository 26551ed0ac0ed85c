/*
 * Readings of instruments. Every kind of type that a C ABI can carry is here once.
 *
 * A pointer is not NULL unless a function says that it may be.
 */
#ifndef INSTRUMENTS_H
#define INSTRUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is measured. */
typedef enum Unit {
    UNIT_CELSIUS,
    UNIT_PASCAL = 10,
    UNIT_VOLT,
    UNIT_AMPERE = 20,
    UNIT_COUNT /* one more than the last */
} Unit;

/* How good a reading is. */
enum Quality {
    QUALITY_GOOD = 0,
    QUALITY_DOUBTFUL = 1,
    QUALITY_BAD = 7,
};
typedef uint8_t Quality;

/* How a measurement ended. */
typedef enum Outcome {
    OUTCOME_FAILED = -2,
    OUTCOME_REFUSED = -1,
    OUTCOME_DONE = 0,
} Outcome;

/* A place. */
typedef struct Point {
    double x;
    double y;
    double z;
} Point;

/* One measurement. */
typedef struct Reading {
    uint64_t time_ns;
    double value;
    uint32_t channel;
    uint16_t flags;
    Quality quality;
    int8_t gain;
} Reading;

/* How raw values become measured ones. */
typedef struct Calibration {
    float offset;
    float slope;
    int32_t table[6];
    Point origin;
    Point corners[2];
    const char *name;
} Calibration;

/* Four bytes, read in several ways. */
typedef union Word {
    uint32_t bits;
    int32_t number;
    float value;
    uint8_t bytes[4];
} Word;

/* A message: what kind it is, and what it carries. */
typedef struct Message {
    uint16_t kind;
    uint16_t length;
    Word word;
    union {
        uint64_t whole;
        struct {
            uint32_t low;
            uint32_t high;
        } parts;
    } payload;
} Message;

/* The start of a message as it is sent. */
typedef struct __attribute__((packed)) WireHeader {
    uint8_t version;
    uint32_t length;
    uint16_t checksum;
} WireHeader;

/* What one instruction of a vector unit takes. */
typedef struct __attribute__((aligned(16))) Block {
    float lanes[4];
} Block;

/* What an instrument is told to do: a Rust enum with data. */
typedef enum CommandTag {
    COMMAND_WAIT,
    COMMAND_MOVE,
    COMMAND_STOP,
} CommandTag;

typedef struct CommandMove {
    int16_t x;
    int16_t y;
} CommandMove;

typedef struct Command {
    CommandTag tag;
    union {
        struct {
            uint32_t wait;
        };
        CommandMove move;
    };
} Command;

/* What an instrument tells: a Rust enum with data whose tag is one byte. */
enum EventTag {
    EVENT_KEY,
    EVENT_LEVEL,
    EVENT_IDLE,
};
typedef uint8_t EventTag;

typedef struct EventKey {
    EventTag tag;
    uint8_t code;
    uint16_t count;
} EventKey;

typedef struct EventLevel {
    EventTag tag;
    int8_t channel;
    int16_t value;
} EventLevel;

typedef union Event {
    EventTag tag;
    EventKey key;
    EventLevel level;
} Event;

/* An instrument. One thread at a time may use it. */
typedef struct Instrument Instrument;

/* Is told of each reading; `context` is what the caller gave. */
typedef void (*ReadingCallback)(void *context, const Reading *reading);

/* Below 0 if `a` comes before `b`, above 0 if after it. */
typedef int32_t (*PointOrder)(const Point *a, const Point *b);

/* Who is told of readings, and of which. */
typedef struct Observer {
    void *context;
    ReadingCallback on_reading;
    bool (*wants)(void *context, uint32_t channel, double value);
    uint64_t told;
} Observer;

#ifdef __cplusplus
extern "C" {
#endif

/* The version of the library. */
extern const uint32_t INSTRUMENTS_VERSION;

/* The smallest and the largest value of each of two ranges. */
extern const double INSTRUMENTS_LIMITS[4];

/* Where places are counted from. */
extern const Point INSTRUMENTS_ORIGIN;

/* How many instruments were made. */
extern uint32_t INSTRUMENTS_MADE;

/* A new instrument with a copy of `name`, for the caller to free with instrument_free. */
Instrument *instrument_new(const char *name, uint32_t channel);

/* Frees an instrument. NULL is accepted, and nothing happens. */
void instrument_free(Instrument *instrument);

/* Copies the name to `buffer`, as much as fits; returns how long it is. */
size_t instrument_name(const Instrument *instrument, char *buffer, size_t size);

/* Appends a reading. */
Outcome instrument_add(Instrument *instrument, const Reading *reading);

/* The readings, to be read until the next one is added; how many there are is written to `count`. */
const Reading *instrument_readings(const Instrument *instrument, size_t *count);

/* The last reading; all zero if there is none. */
Reading instrument_last(const Instrument *instrument);

/* What the instrument measures. */
Unit instrument_unit(const Instrument *instrument);

/* How good the readings are on the whole. */
Quality instrument_quality(const Instrument *instrument);

/* Whether a reading can be one at all. */
bool reading_is_valid(const Reading *reading);

/* Tells `callback` of each reading; returns how many there were. */
uint64_t instrument_each(const Instrument *instrument, ReadingCallback callback, void *context);

/* Tells an observer of each reading that it wants. */
void instrument_observe(const Instrument *instrument, Observer *observer);

/* The sum of two places. */
Point point_add(Point a, Point b);

/* How far two places are from each other. */
double point_distance(const Point *a, const Point *b);

/* Brings places into an order. */
void points_sort(Point *points, size_t count, PointOrder order);

/* Writes the calibration that changes nothing. */
void calibration_default(Calibration *calibration);

/* The measured value of a raw one. */
float calibration_apply(const Calibration *calibration, float raw);

/* The bits of a number. */
Word word_from_value(float value);

/* A message that carries nothing. */
Message message_empty(uint16_t kind);

/* The header of a message of so many bytes. */
WireHeader wire_header(uint8_t version, uint32_t length);

/* The checksum that a header should have. */
uint16_t wire_checksum(const WireHeader *header);

/* A block times a factor. */
Block block_scale(Block block, float factor);

/* The sum of `count` blocks. */
void blocks_sum(const Block *blocks, size_t count, Block *sum);

/* Commands. */
Command command_wait(uint32_t milliseconds);
Command command_move(int16_t x, int16_t y);

/* Events. */
Event event_key(uint8_t code, uint16_t count);
void event_idle(Event *event);

/* The mean of numbers of several widths, weighted. */
double mean_of(int8_t a, int16_t b, int32_t c, int64_t d, float e, double weight);

#ifdef __cplusplus
}
#endif

#endif /* INSTRUMENTS_H */
