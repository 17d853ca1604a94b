#include "ferry_kernels.h"

/// Pixels of a padded row.
static size_t row_count(const ferry_window *window) { return window->grid_width / 2 * 2 + 2; }

size_t ferry_pooled_patches_scratch_count(const ferry_convolution *convolution) {
    return 4 * row_count(&convolution->window);
}

/// Copies the pixels of four rows that lie inside of the image; the others are padding.
static void copy_rows(const ferry_window *window, const float *image, ptrdiff_t top, float *rows) {
    const ptrdiff_t width = (ptrdiff_t)window->width, count = (ptrdiff_t)row_count(window);
    for (ptrdiff_t i = 0; i < 4; i++, rows += count) {
        const ptrdiff_t row = top + i;
        for (ptrdiff_t j = 0; j < count; j++) {
            const ptrdiff_t column = window->first_column + j;
            const bool is_inside = row >= 0 && row < (ptrdiff_t)window->height && column >= 0 && column < width;
            rows[j] = is_inside ? image[row * width + column] : 0;
        }
    }
}

void ferry_pooled_patches(const ferry_kernels *kernels, const ferry_convolution *convolution, const float *x,
                          const float *packed, float *y, uint8_t *choices, float *scratch, size_t first, size_t count) {
    const ferry_window *window = &convolution->window;
    const size_t windows = window->grid_width / 2, rows = window->grid_height / 2, filters = convolution->group_filters;
    const bool is_padded = window->first_row < 0 || window->first_column < 0 ||
                           window->first_row + 2 * (ptrdiff_t)rows + 2 > (ptrdiff_t)window->height ||
                           window->first_column + (ptrdiff_t)row_count(window) > (ptrdiff_t)window->width;
    for (size_t index = first; index < first + count; index++) {
        const float *image = x + index / rows * window->height * window->width;
        const ptrdiff_t top = window->first_row + 2 * (ptrdiff_t)(index % rows);
        const size_t at = index * windows * filters;
        if (is_padded) copy_rows(window, image, top, scratch);
        kernels->pooled_patches(
            is_padded ? scratch : image + top * (ptrdiff_t)window->width + window->first_column,
            is_padded ? row_count(window) : window->width, windows, packed, filters, convolution->rectifies, y + at,
            choices ? choices + at : NULL);
    }
}
