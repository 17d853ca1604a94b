#pragma once
#include <stdio.h>
#include <png.h>

// Swift does not import macros that are made of other macros by a bitwise or.
static inline png_uint_32 ferry_png_format_rgba(void) { return PNG_FORMAT_RGBA; }
static inline png_uint_32 ferry_png_format_grey(void) { return PNG_FORMAT_GRAY; }
static inline png_uint_32 ferry_png_format_rgb(void) { return PNG_FORMAT_RGB; }

// The bytes that an image of 8-bit samples can take at most.
static inline size_t ferry_png_bound(const png_image *image) { return PNG_IMAGE_PNG_SIZE_MAX(*image); }
