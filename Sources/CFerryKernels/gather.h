#ifndef FERRY_GATHER_H
#define FERRY_GATHER_H
#include "ferry_kernels.h"

/// Lays what grid positions [first, first + count) read, as far as it is in depth [depth, depth + length), in rows of
/// `row_step` floats; 0 where a tap is outside of the image. The depth counts taps, then the channels of group `group`.
void ferry_gather(const ferry_convolution *convolution, size_t group, const float *x, size_t first, size_t count, size_t depth,
                  size_t length, float *rows, size_t row_step);
#endif
