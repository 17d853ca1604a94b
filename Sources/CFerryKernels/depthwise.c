#include "ferry_kernels.h"

/// Several filters for each channel, tap by tap: the output row holds the sums.
static void multiplied_row(const ferry_window *window, size_t multiplier, size_t grid_row, const float *image,
                           const float *weights, const float *bias, bool rectifies, float *y) {
    const size_t filters = window->channels * multiplier;
    for (size_t c = 0; c < window->grid_width; c++, y += filters) {
        for (size_t f = 0; f < filters; f++) y[f] = bias ? bias[f] : 0;
        for (size_t i = 0; i < window->tap_rows; i++) {
            const ptrdiff_t row =
                window->first_row + (ptrdiff_t)grid_row * window->row_step + (ptrdiff_t)i * window->tap_row_step;
            if (row < 0 || row >= (ptrdiff_t)window->height) continue;
            for (size_t j = 0; j < window->tap_columns; j++) {
                const ptrdiff_t column =
                    window->first_column + (ptrdiff_t)c * window->column_step + (ptrdiff_t)j * window->tap_column_step;
                if (column < 0 || column >= (ptrdiff_t)window->width) continue;
                const float *pixel = image + (row * (ptrdiff_t)window->width + column) * (ptrdiff_t)window->channels;
                const float *taps = weights + (i * window->tap_columns + j) * filters;
                for (size_t channel = 0, f = 0; channel < window->channels; channel++) {
                    for (size_t m = 0; m < multiplier; m++, f++) y[f] += pixel[channel] * taps[f];
                }
            }
        }
        for (size_t f = 0; rectifies && f < filters; f++) y[f] = y[f] < 0 ? 0 : y[f];
    }
}

void ferry_depthwise(const ferry_kernels *kernels, const ferry_window *window, size_t multiplier, const float *x,
                     const float *weights, const float *bias, bool rectifies, float *y, size_t first_row, size_t row_count) {
    for (size_t i = 0; i < row_count; i++) {
        const size_t image = (first_row + i) / window->grid_height, row = (first_row + i) % window->grid_height;
        const float *pixels = x + image * window->height * window->width * window->channels;
        float *target = y + i * window->grid_width * window->channels * multiplier;
        if (multiplier == 1) kernels->depthwise_row(window, row, pixels, weights, bias, rectifies, target);
        else multiplied_row(window, multiplier, row, pixels, weights, bias, rectifies, target);
    }
}
