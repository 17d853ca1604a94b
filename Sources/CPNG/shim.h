#pragma once
#include <stdio.h>
#include <png.h>

// Swift does not import macros that are made of other macros by a bitwise or.
static inline png_uint_32 ferry_png_format_rgba(void) { return PNG_FORMAT_RGBA; }
