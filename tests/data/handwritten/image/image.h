#pragma once
#include <stdint.h>
#include <stdbool.h>
#include <stddef.h>

typedef enum {
  IMAGE_FORMAT_GRAY8 = 0,
  IMAGE_FORMAT_RGB8 = 1,
  IMAGE_FORMAT_RGBA8 = 2,
  IMAGE_FORMAT_RGBA_F32 = 10,
} image_format_t;

typedef struct {
  uint32_t x, y;
  uint32_t width, height;
} image_rect_t;

typedef struct {
  uint8_t *data;
  size_t len;
  uint32_t width;
  uint32_t height;
  size_t stride;
  uint32_t format;
  bool premultiplied;
} image_t;

bool image_alloc(uint32_t width, uint32_t height, image_format_t format, image_t *out);
void image_release(image_t *image);
image_rect_t image_bounds(const image_t *image);
bool image_fill(image_t *image, image_rect_t rect, const uint8_t color[4]);
uint64_t image_histogram(const image_t *image, uint32_t bins[256]);
float image_psnr(const image_t *a, const image_t *b);
