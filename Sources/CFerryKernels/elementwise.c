#include "loops.h"

#include <string.h>

static void copy_row(size_t count, ptrdiff_t x_step, ptrdiff_t y_step, const float *x, float *y) {
    if (y_step == 1 && x_step == 1) memcpy(y, x, count * sizeof *y);
    else if (y_step == 1 && x_step == 0) for (size_t i = 0; i < count; i++) y[i] = *x;
    else for (size_t i = 0; i < count; i++) y[(ptrdiff_t)i * y_step] = x[(ptrdiff_t)i * x_step];
}

void ferry_copy(const ferry_loops *loops, size_t first, size_t count, const float *x, float *y) {
    if (loops_are_empty(loops, count)) return;
    const size_t last = loops->rank - 1;
    size_t index[ferry_rank_limit] = {first};
    const size_t row = last == 0 ? count : loops->sizes[last];
    do {
        copy_row(row, loops->x_steps[last], loops->y_steps[last], x + loop_offset(loops, loops->x_steps, index),
                 y + loop_offset(loops, loops->y_steps, index));
    } while (next_row(loops, first + count, index));
}

void ferry_combine(const ferry_kernels *kernels, ferry_binary operation, const ferry_loops *loops, size_t first, size_t count,
                   const float *a, const float *x, float *y) {
    if (loops_are_empty(loops, count)) return;
    const size_t last = loops->rank - 1;
    size_t index[ferry_rank_limit] = {first};
    const size_t row = last == 0 ? count : loops->sizes[last];
    do {
        const ptrdiff_t target = loop_offset(loops, loops->y_steps, index);
        kernels->combine(operation, row, a + target, 1, x + loop_offset(loops, loops->x_steps, index), (size_t)loops->x_steps[last],
                         y + target);
    } while (next_row(loops, first + count, index));
}

void ferry_interpolate_row(size_t count, size_t channels, const float *upper, const float *lower, float row_fraction,
                           const uint32_t *left, const uint32_t *right, const float *column_fractions, float *y) {
    for (size_t j = 0; j < count; j++, y += channels) {
        const size_t from = left[j] * channels, to = right[j] * channels;
        for (size_t c = 0; c < channels; c++) {
            const float top = upper[from + c] + (upper[to + c] - upper[from + c]) * column_fractions[j];
            const float bottom = lower[from + c] + (lower[to + c] - lower[from + c]) * column_fractions[j];
            y[c] = top + (bottom - top) * row_fraction;
        }
    }
}

/// Channels whose sums or maxima are on the stack at once.
enum { channel_block = 64 };

void ferry_global_average(size_t pixels, size_t channels, const float *x, float *y, size_t first, size_t count) {
    for (size_t start = first; start < first + count; start += channel_block) {
        const size_t block = first + count - start < channel_block ? first + count - start : channel_block;
        double sums[channel_block] = {0};
        for (size_t p = 0; p < pixels; p++) {
            for (size_t c = 0; c < block; c++) sums[c] += (double)x[p * channels + start + c];
        }
        for (size_t c = 0; c < block; c++) y[start + c] = (float)(sums[c] / (double)pixels);
    }
}

void ferry_global_maximum(size_t pixels, size_t channels, const float *x, float *y, size_t first, size_t count) {
    for (size_t start = first; start < first + count; start += channel_block) {
        const size_t block = first + count - start < channel_block ? first + count - start : channel_block;
        memcpy(y + start, x + start, block * sizeof *y);
        for (size_t p = 1; p < pixels; p++) {
            for (size_t c = start; c < start + block; c++) {
                const float value = x[p * channels + c];
                y[c] = y[c] > value || y[c] != y[c] ? y[c] : value;
            }
        }
    }
}
