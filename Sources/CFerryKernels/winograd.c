#include "ferry_kernels.h"

/// Most tiles that are transformed together: two rows of matrix tiles, so that a panel's reading serves both.
enum { block_rows = 2 };

static const float zeros[ferry_winograd_channel_limit];

static size_t divided_up(size_t a, size_t b) { return (a + b - 1) / b; }

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

static size_t tile_rows_of(const ferry_convolution *convolution, bool pools) {
    const size_t height = convolution->window.grid_height;
    return pools ? height / 2 : divided_up(height, 2);
}

static size_t tile_columns_of(const ferry_convolution *convolution, bool pools) {
    const size_t width = convolution->window.grid_width;
    return pools ? width / 2 : divided_up(width, 2);
}

size_t ferry_winograd_tile_count(const ferry_convolution *convolution, bool pools) {
    return tile_rows_of(convolution, pools) * tile_columns_of(convolution, pools);
}

/// Tiles lie an uneven number of rows apart, so that a tile's sixteen places do not fall into one cache set.
static size_t block_step(const ferry_kernels *kernels) { return (block_rows * kernels->tile_rows) | 1; }

static size_t panels_of(const ferry_kernels *kernels, const ferry_convolution *convolution) {
    return divided_up(convolution->group_filters, kernels->panel_columns);
}

size_t ferry_winograd_packed_count(const ferry_kernels *kernels, const ferry_convolution *convolution) {
    return panels_of(kernels, convolution) * kernels->panel_columns * (1 + 16 * convolution->window.channels);
}

size_t ferry_winograd_scratch_count(const ferry_kernels *kernels, const ferry_convolution *convolution) {
    return 16 * block_step(kernels) * (convolution->window.channels + kernels->panel_columns);
}

void ferry_winograd_pack(const ferry_kernels *kernels, const ferry_convolution *convolution, const float *weights,
                         const float *bias, float *packed) {
    const size_t channels = convolution->window.channels, filters = convolution->group_filters;
    const size_t width = kernels->panel_columns, panels = panels_of(kernels, convolution);
    for (size_t i = 0; i < panels * width; i++) packed[i] = bias && i < filters ? bias[i] : 0;
    float *u = packed + panels * width;
    for (size_t panel = 0; panel < panels; panel++) {
        const size_t count = smaller(width, filters - panel * width);
        for (size_t channel = 0; channel < channels; channel++) {
            kernels->winograd_kernel(weights + channel * filters + panel * width, channels * filters, count,
                                     u + (panel * 16 * channels + channel) * width, channels * width);
        }
    }
}

static void transform_input(const ferry_kernels *kernels, const ferry_convolution *convolution, bool pools, const float *x,
                            size_t first, size_t count, float *v, size_t step) {
    const ferry_window *w = &convolution->window;
    const size_t across = tile_columns_of(convolution, pools), tiles = ferry_winograd_tile_count(convolution, pools);
    const ptrdiff_t channels = (ptrdiff_t)w->channels, row_step = (ptrdiff_t)w->width * channels;
    for (size_t i = 0; i < count; i++) {
        const size_t tile = (first + i) % tiles;
        const ptrdiff_t top = w->first_row + 2 * (ptrdiff_t)(tile / across);
        const ptrdiff_t left = w->first_column + 2 * (ptrdiff_t)(tile % across);
        const float *corner = x + (first + i) / tiles * w->height * w->width * w->channels + top * row_step + left * channels;
        const float *pixels[16];
        for (ptrdiff_t k = 0; k < 16; k++) pixels[k] = corner + k / 4 * row_step + k % 4 * channels;
        if (top < 0 || left < 0 || top + 4 > (ptrdiff_t)w->height || left + 4 > (ptrdiff_t)w->width) {
            for (ptrdiff_t k = 0; k < 16; k++) {
                const ptrdiff_t row = top + k / 4, column = left + k % 4;
                if (row < 0 || row >= (ptrdiff_t)w->height || column < 0 || column >= (ptrdiff_t)w->width) pixels[k] = zeros;
            }
        }
        kernels->winograd_input(pixels, w->channels, v + i * w->channels, step * w->channels);
    }
}

static void transform_output(const ferry_kernels *kernels, const ferry_convolution *convolution, bool pools, const float *m,
                             size_t step, const float *bias, size_t first, size_t count, size_t filter, float *y,
                             uint8_t *choices) {
    const ferry_window *w = &convolution->window;
    const size_t filters = convolution->group_filters;
    const size_t across = tile_columns_of(convolution, pools), tiles = ferry_winograd_tile_count(convolution, pools);
    const size_t columns = smaller(kernels->panel_columns, filters - filter);
    for (size_t i = 0; i < count; i++) {
        ferry_winograd_target target = {{NULL}, NULL};
        if (pools) {
            const size_t at = (first + i) * filters + filter;
            target.outputs[0] = y + at;
            if (choices) target.choices = choices + at;
        } else {
            const size_t image = (first + i) / tiles, tile = (first + i) % tiles;
            for (size_t k = 0; k < 4; k++) {
                const size_t row = tile / across * 2 + k / 2, column = tile % across * 2 + k % 2;
                if (row >= w->grid_height || column >= w->grid_width) continue;
                target.outputs[k] = y + ((image * w->grid_height + row) * w->grid_width + column) * filters + filter;
            }
        }
        kernels->winograd_output(m + i * kernels->panel_columns, step * kernels->panel_columns, bias + filter,
                                 convolution->rectifies, pools, &target, columns);
    }
}

static void multiply_block(const ferry_kernels *kernels, const ferry_convolution *convolution, const float *v, const float *u,
                           float *m, size_t step, size_t count) {
    const size_t channels = convolution->window.channels, width = kernels->panel_columns;
    for (size_t k = 0; k < 16; k++) {
        size_t done = 0;
        for (size_t tiles = divided_up(count, kernels->tile_rows); tiles > 0; tiles--) {
            const size_t rows = divided_up(count - done, tiles);
            const ferry_tile tile = {
                .a = v + (k * step + done) * channels,
                .a_row_step = (ptrdiff_t)channels,
                .segment_count = 1,
                .segment_length = channels,
                .b = u + k * channels * width,
                .c = m + (k * step + done) * width,
                .c_row_step = width,
                .columns = width,
            };
            kernels->tile(rows, &tile);
            done += rows;
        }
    }
}

void ferry_winograd_convolve(const ferry_kernels *kernels, const ferry_convolution *convolution, bool pools, const float *x,
                             const float *packed, float *y, uint8_t *choices, float *scratch, size_t first, size_t count) {
    const size_t channels = convolution->window.channels, width = kernels->panel_columns;
    const size_t panels = panels_of(kernels, convolution), step = block_step(kernels);
    float *v = scratch, *m = scratch + 16 * step * channels;
    const float *u = packed + panels * width;
    for (size_t blocks = divided_up(count, block_rows * kernels->tile_rows); blocks > 0; blocks--) {
        const size_t tiles = divided_up(count, blocks);
        transform_input(kernels, convolution, pools, x, first, tiles, v, step);
        for (size_t panel = 0; panel < panels; panel++) {
            multiply_block(kernels, convolution, v, u + panel * 16 * channels * width, m, step, tiles);
            transform_output(kernels, convolution, pools, m, step, packed, first, tiles, panel * width, y, choices);
        }
        first += tiles;
        count -= tiles;
    }
}
