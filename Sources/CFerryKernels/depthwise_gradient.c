#include "ferry_kernels.h"

#include <string.h>

static void add_to_pixel(size_t channels, size_t multiplier, const float *taps, const float *y_gradient, float *pixel) {
    for (size_t c = 0, f = 0; c < channels; c++) {
        for (size_t m = 0; m < multiplier; m++, f++) pixel[c] += taps[f] * y_gradient[f];
    }
}

static void add_to_taps(size_t channels, size_t multiplier, const float *pixel, const float *y_gradient, float *taps) {
    for (size_t c = 0, f = 0; c < channels; c++) {
        for (size_t m = 0; m < multiplier; m++, f++) taps[f] += pixel[c] * y_gradient[f];
    }
}

/// Adds one grid row's gradient, with several filters for each channel, to that of the image or to that of the weights; the
/// other of the two is the source.
static void each_meeting(const ferry_window *window, size_t multiplier, size_t grid_row, const float *source,
                         const float *y_gradient, float *target, bool to_pixels) {
    const size_t channels = window->channels, filters = channels * multiplier;
    for (size_t c = 0; c < window->grid_width; c++, y_gradient += filters) {
        for (size_t tap = 0; tap < window->tap_rows * window->tap_columns; tap++) {
            const ptrdiff_t i = (ptrdiff_t)(tap / window->tap_columns), j = (ptrdiff_t)(tap % window->tap_columns);
            const ptrdiff_t row = window->first_row + (ptrdiff_t)grid_row * window->row_step + i * window->tap_row_step;
            const ptrdiff_t column = window->first_column + (ptrdiff_t)c * window->column_step + j * window->tap_column_step;
            if (row < 0 || row >= (ptrdiff_t)window->height || column < 0 || column >= (ptrdiff_t)window->width) continue;
            const size_t pixel = ((size_t)row * window->width + (size_t)column) * channels;
            if (to_pixels) add_to_pixel(channels, multiplier, source + tap * filters, y_gradient, target + pixel);
            else add_to_taps(channels, multiplier, source + pixel, y_gradient, target + tap * filters);
        }
    }
}

void ferry_depthwise_input_gradient(const ferry_kernels *kernels, const ferry_window *window, size_t multiplier, size_t images,
                                    const float *weights, const float *y_gradient, float *x_gradient) {
    const size_t image_count = window->height * window->width * window->channels;
    const size_t row_count = window->grid_width * window->channels * multiplier;
    for (size_t image = 0; image < images; image++, x_gradient += image_count) {
        memset(x_gradient, 0, image_count * sizeof *x_gradient);
        for (size_t row = 0; row < window->grid_height; row++, y_gradient += row_count) {
            if (multiplier == 1) kernels->depthwise_input_row(window, row, y_gradient, weights, x_gradient);
            else each_meeting(window, multiplier, row, weights, y_gradient, x_gradient, true);
        }
    }
}

void ferry_add_depthwise_kernel_gradient(const ferry_kernels *kernels, const ferry_window *window, size_t multiplier,
                                         size_t images, const float *x, const float *y_gradient, float *gradient) {
    const size_t row_count = window->grid_width * window->channels * multiplier;
    for (size_t image = 0; image < images; image++, x += window->height * window->width * window->channels) {
        for (size_t row = 0; row < window->grid_height; row++, y_gradient += row_count) {
            if (multiplier == 1) kernels->depthwise_kernel_row(window, row, x, y_gradient, gradient);
            else each_meeting(window, multiplier, row, x, y_gradient, gradient, false);
        }
    }
}
