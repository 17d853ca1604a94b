// Windows that slide over an image, each channel by itself: depthwise convolution and pooling.

/// Taps of a grid row or column that lie inside the image.
typedef struct {
    size_t first, end;
} tap_range;

FERRY_INLINE tap_range taps_inside(ptrdiff_t start, ptrdiff_t step, size_t taps, size_t size) {
    tap_range range = {0, taps};
    while (range.first < taps && start + (ptrdiff_t)range.first * step < 0) range.first++;
    while (range.end > range.first && start + (ptrdiff_t)(range.end - 1) * step >= (ptrdiff_t)size) range.end--;
    return range;
}

FERRY_INLINE const float *window_pixel(const ferry_window *window, const float *image, ptrdiff_t row, ptrdiff_t column) {
    return image + (row * (ptrdiff_t)window->width + column) * (ptrdiff_t)window->channels;
}

FERRY_INLINE ptrdiff_t window_row(const ferry_window *window, size_t grid_row) {
    return window->first_row + (ptrdiff_t)grid_row * window->row_step;
}

FERRY_INLINE ptrdiff_t window_column(const ferry_window *window, size_t grid_column) {
    return window->first_column + (ptrdiff_t)grid_column * window->column_step;
}

/// Channels in blocks of a vector. The last block of an uneven count starts earlier and repeats some channels, to the same
/// result; only an image with fewer channels than a vector has an incomplete block.
FERRY_INLINE size_t block_start(size_t channels, size_t channel) {
    return channel + lanes > channels && channels >= lanes ? channels - lanes : channel;
}

FERRY_INLINE vec load_block(const float *source, size_t channels) {
    return channels < lanes ? load_first(source, channels) : load(source);
}

FERRY_INLINE void store_block(float *target, vec value, size_t channels) {
    if (channels < lanes) store_first(target, value, channels);
    else store(target, value);
}

/// `pixels` neighbours of a grid row, all of whose taps `columns` lie inside the image.
FERRY_INLINE void depthwise_pixels(size_t pixels, const ferry_window *window, ptrdiff_t row, tap_range rows,
                                   size_t grid_column, tap_range columns, const float *image, const float *weights, vec bias,
                                   bool rectifies, float *y) {
    const size_t channels = window->channels;
    const ptrdiff_t step = window->column_step * (ptrdiff_t)channels;
    vec sums[4];
    FERRY_UNROLLED for (size_t p = 0; p < pixels; p++) sums[p] = bias;
    for (size_t i = rows.first; i < rows.end; i++) {
        for (size_t j = columns.first; j < columns.end; j++) {
            const vec weight = load_block(weights + (i * window->tap_columns + j) * channels, channels);
            const float *pixel = window_pixel(window, image, row + (ptrdiff_t)i * window->tap_row_step,
                                              window_column(window, grid_column) + (ptrdiff_t)j * window->tap_column_step);
            FERRY_UNROLLED for (size_t p = 0; p < pixels; p++) {
                sums[p] += load_block(pixel + (ptrdiff_t)p * step, channels) * weight;
            }
        }
    }
    FERRY_UNROLLED for (size_t p = 0; p < pixels; p++) {
        store_block(y + (grid_column + p) * channels, rectifies ? rectified(sums[p]) : sums[p], channels);
    }
}

static void depthwise_row(const ferry_window *window, size_t grid_row, const float *image, const float *weights,
                          const float *bias, bool rectifies, float *y) {
    const ptrdiff_t row = window_row(window, grid_row);
    const tap_range rows = taps_inside(row, window->tap_row_step, window->tap_rows, window->height);
    for (size_t block = 0; block < window->channels; block += lanes) {
        const size_t channel = block_start(window->channels, block);
        const vec start = bias ? load_block(bias + channel, window->channels) : (vec)(0.0F);
        for (size_t c = 0; c < window->grid_width;) {
            const tap_range columns =
                taps_inside(window_column(window, c), window->tap_column_step, window->tap_columns, window->width);
            const size_t last = c + 3 < window->grid_width ? c + 3 : c;
            const tap_range far =
                taps_inside(window_column(window, last), window->tap_column_step, window->tap_columns, window->width);
            const bool four = last > c && columns.first == 0 && far.end == window->tap_columns;
            if (four) {
                depthwise_pixels(4, window, row, rows, c, columns, image + channel, weights + channel, start, rectifies,
                                 y + channel);
            } else {
                depthwise_pixels(1, window, row, rows, c, columns, image + channel, weights + channel, start, rectifies,
                                 y + channel);
            }
            c += four ? 4 : 1;
        }
    }
}

/// One window's maximum or sum, for one block of channels: `rows` × `columns` cells from `cell` on.
FERRY_INLINE vec pooled(bool averages, const float *cell, size_t rows, ptrdiff_t row_step, size_t columns,
                        ptrdiff_t column_step, size_t channels) {
    vec value = (vec)(averages ? 0.0F : -__builtin_inff());
    for (; rows > 0; rows--, cell += row_step) {
        const float *at = cell;
        for (size_t j = 0; j < columns; j++, at += column_step) {
            const vec next = load_block(at, channels);
            value = averages ? value + next : larger(value, next);
        }
    }
    return value;
}

FERRY_INLINE void pool_row(bool averages, const ferry_window *window, size_t grid_row, const float *image, float *y) {
    const size_t channels = window->channels;
    const ptrdiff_t row = window_row(window, grid_row);
    const tap_range rows = taps_inside(row, window->tap_row_step, window->tap_rows, window->height);
    const ptrdiff_t column_step = window->tap_column_step * (ptrdiff_t)channels;
    const ptrdiff_t row_step = window->tap_row_step * (ptrdiff_t)(window->width * channels);
    for (size_t c = 0; c < window->grid_width; c++, y += channels) {
        const ptrdiff_t column = window_column(window, c);
        const tap_range columns = taps_inside(column, window->tap_column_step, window->tap_columns, window->width);
        const size_t across = columns.end - columns.first, down = rows.end - rows.first;
        const float *cell = window_pixel(window, image, row + (ptrdiff_t)rows.first * window->tap_row_step,
                                         column + (ptrdiff_t)columns.first * window->tap_column_step);
        for (size_t block = 0; block < channels; block += lanes) {
            const size_t channel = block_start(channels, block);
            vec value = pooled(averages, cell + channel, down, row_step, across, column_step, channels);
            if (averages) value /= (vec)((float)(down * across));
            store_block(y + channel, value, channels);
        }
    }
}

static void maximum_row(const ferry_window *window, size_t grid_row, const float *image, float *y) {
    pool_row(false, window, grid_row, image, y);
}

static void average_row(const ferry_window *window, size_t grid_row, const float *image, float *y) {
    pool_row(true, window, grid_row, image, y);
}
