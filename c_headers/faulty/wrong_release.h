/* Pictures and frames. */
#ifndef WRONG_RELEASE_H
#define WRONG_RELEASE_H

#include <stdint.h>

typedef struct Picture Picture;
typedef struct Frame Frame;

#ifdef __cplusplus
extern "C" {
#endif

/* A picture of some pixels. */
Picture *picture_new(uint64_t pixels);

/* A picture like another. */
Picture *picture_clone(const Picture *picture);

/* The frame around a picture. */
Frame *frame_new(const Picture *picture);

/* How wide a frame is. */
uint64_t frame_width(const Frame *frame);

/* A frame like another. */
Frame *frame_clone(const Frame *frame);

/* Frees a picture. */
void picture_free(Picture *picture);

/* Frees a frame. */
void frame_free(Frame *frame);

#ifdef __cplusplus
}
#endif

#endif /* WRONG_RELEASE_H */
