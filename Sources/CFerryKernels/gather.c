#include "gather.h"

#include <string.h>

typedef float four __attribute__((ext_vector_type(4)));

/// memcpy, whose call would cost more than most of these few floats.
static inline float *append(float *target, const float *source, size_t count) {
    if (count > 64) {
        memcpy(target, source, count * sizeof *source);
        return target + count;
    }
    for (; count >= 4; count -= 4, target += 4, source += 4) {
        four value;
        memcpy(&value, source, sizeof value);
        memcpy(target, &value, sizeof value);
    }
    for (; count > 0; count--) *target++ = *source++;
    return target;
}

static inline float *append_zeros(float *target, size_t count) {
    for (; count > 0; count--) *target++ = 0;
    return target;
}

static inline size_t clamped(ptrdiff_t value, size_t limit) {
    return value < 0 ? 0 : (size_t)value < limit ? (size_t)value : limit;
}

/// A row of taps over an image row, [from, end) of its taps × channels, where neighbouring taps are neighbouring pixels.
static float *append_run(const ferry_window *window, const float *row, ptrdiff_t column, size_t from, size_t end,
                         float *target) {
    const ptrdiff_t channels = (ptrdiff_t)window->channels;
    size_t inside = clamped(-column * channels, end);
    size_t outside = clamped(((ptrdiff_t)window->width - column) * channels, end);
    if (inside < from) inside = from;
    if (outside < inside) outside = inside;
    target = append_zeros(target, inside - from);
    target = append(target, row + column * channels + (ptrdiff_t)inside, outside - inside);
    return append_zeros(target, end - outside);
}

/// The same tap by tap, for dilated taps and for a group's share of the channels.
static float *append_taps(const ferry_window *window, size_t depth, const float *row, ptrdiff_t column, size_t from, size_t end,
                          float *target) {
    while (from < end) {
        const size_t tap = from / depth, channel = from % depth;
        const size_t count = depth - channel < end - from ? depth - channel : end - from;
        const ptrdiff_t at = column + (ptrdiff_t)tap * window->tap_column_step;
        if (at < 0 || at >= (ptrdiff_t)window->width) target = append_zeros(target, count);
        else target = append(target, row + at * (ptrdiff_t)window->channels + (ptrdiff_t)channel, count);
        from += count;
    }
    return target;
}

void ferry_gather(const ferry_convolution *convolution, size_t group, const float *x, size_t first, size_t count, size_t depth,
                  size_t length, float *rows, size_t row_step) {
    if (length == 0) return;
    const ferry_window *window = &convolution->window;
    const size_t group_channels = window->channels / convolution->groups;
    const size_t run = window->tap_columns * group_channels;
    const bool are_neighbours = convolution->groups == 1 && (window->tap_column_step == 1 || window->tap_columns == 1);
    const size_t grid = window->grid_height * window->grid_width;
    size_t image = first / grid, grid_row = first % grid / window->grid_width, grid_column = first % window->grid_width;
    for (size_t i = 0; i < count; i++) {
        const float *pixels = x + image * window->height * window->width * window->channels + group * group_channels;
        const ptrdiff_t top = window->first_row + (ptrdiff_t)grid_row * window->row_step;
        const ptrdiff_t left = window->first_column + (ptrdiff_t)grid_column * window->column_step;
        float *target = rows + i * row_step;
        for (size_t tap_row = depth / run, at = depth; at < depth + length; tap_row++) {
            const size_t from = at - tap_row * run;
            const size_t end = depth + length - tap_row * run < run ? depth + length - tap_row * run : run;
            const ptrdiff_t row = top + (ptrdiff_t)tap_row * window->tap_row_step;
            const float *source = pixels + row * (ptrdiff_t)(window->width * window->channels);
            if (row < 0 || row >= (ptrdiff_t)window->height) target = append_zeros(target, end - from);
            else if (are_neighbours) target = append_run(window, source, left, from, end, target);
            else target = append_taps(window, group_channels, source, left, from, end, target);
            at += end - from;
        }
        if (++grid_column == window->grid_width) {
            grid_column = 0;
            if (++grid_row == window->grid_height) {
                grid_row = 0;
                image++;
            }
        }
    }
}
