#include "ferry_kernels.h"

/// Channels whose counts are on the stack at once.
enum { channel_block = 64 };

void ferry_global_maximum_gradient(size_t pixels, size_t channels, const float *x, const float *y, const float *y_gradient,
                                   float *x_gradient) {
    for (size_t start = 0; start < channels; start += channel_block) {
        const size_t count = channels - start < channel_block ? channels - start : channel_block;
        float winners[channel_block] = {0};
        for (size_t p = 0; p < pixels; p++) {
            const float *pixel = x + p * channels + start;
            for (size_t c = 0; c < count; c++) winners[c] += pixel[c] == y[start + c] ? 1 : 0;
        }
        for (size_t p = 0; p < pixels; p++) {
            const size_t at = p * channels + start;
            for (size_t c = 0; c < count; c++) {
                x_gradient[at + c] = x[at + c] == y[start + c] ? y_gradient[start + c] / winners[c] : 0;
            }
        }
    }
}

void ferry_interpolate_row_gradient(size_t count, size_t channels, float row_fraction, const uint32_t *left,
                                    const uint32_t *right, const float *column_fractions, const float *y_gradient,
                                    float *upper_gradient, float *lower_gradient) {
    for (size_t j = 0; j < count; j++, y_gradient += channels) {
        const size_t from = left[j] * channels, to = right[j] * channels;
        for (size_t c = 0; c < channels; c++) {
            const float below = y_gradient[c] * row_fraction, above = y_gradient[c] - below;
            const float above_right = above * column_fractions[j], below_right = below * column_fractions[j];
            upper_gradient[from + c] += above - above_right;
            upper_gradient[to + c] += above_right;
            lower_gradient[from + c] += below - below_right;
            lower_gradient[to + c] += below_right;
        }
    }
}
