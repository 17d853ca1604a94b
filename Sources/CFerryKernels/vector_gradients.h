// The backward passes of what vector_tile.h, vector_windows.h and vector_elementwise.h compute.

FERRY_INLINE void outer_store(size_t rows, size_t vectors, const ferry_outer *outer, vec sums[FERRY_TILE_ROWS][tile_vectors]) {
    FERRY_UNROLLED for (size_t r = 0; r < rows; r++) {
        FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) {
            float *target = outer->c + r * outer->c_row_step + v * lanes;
            const size_t count = outer->columns - v * lanes;
            if (count < lanes) store_first(target, load_first(target, count) + sums[r][v], count);
            else store(target, load(target) + sums[r][v]);
        }
    }
}

/// The rows of a position lie contiguous, so that one pointer serves all of them.
FERRY_INLINE void outer_product(size_t rows, size_t vectors, const ferry_outer *outer) {
    vec sums[FERRY_TILE_ROWS][tile_vectors];
    FERRY_UNROLLED for (size_t r = 0; r < rows; r++) {
        FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) sums[r][v] = (vec)(0.0F);
    }
    for (size_t image = 0; image < outer->images; image++) {
        for (size_t row = 0; row < outer->rows; row++) {
            const float *a = outer->a + (ptrdiff_t)image * outer->a_image_step + (ptrdiff_t)row * outer->a_row_step;
            const float *b = outer->b + image * outer->b_image_step + row * outer->b_row_step;
            for (size_t column = outer->positions; column > 0; column--) {
                vec value[tile_vectors];
                FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) value[v] = load(b + v * lanes);
                FERRY_UNROLLED for (size_t r = 0; r < rows; r++) {
                    const vec element = (vec)(a[r]);
                    FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) sums[r][v] += element * value[v];
                }
                // Keeps the next step's loads from moving up, which would drive sums out of the registers.
                __asm__ volatile("" ::: "memory");
                a += outer->a_step;
                b += outer->b_step;
            }
        }
    }
    outer_store(rows, vectors, outer, sums);
}

#define FERRY_OUTER_CASE(rows)                                          \
    case rows:                                                          \
        if (outer->columns > lanes) outer_product(rows, 2, outer);      \
        else outer_product(rows, 1, outer);                             \
        break;

static void outer(size_t rows, const ferry_outer *outer) {
    switch (rows) {
        FERRY_OUTER_CASE(1)
        FERRY_OUTER_CASE(2)
        FERRY_OUTER_CASE(3)
        FERRY_OUTER_CASE(4)
        FERRY_OUTER_CASE(5)
        FERRY_OUTER_CASE(6)
#if FERRY_TILE_ROWS == 14
        FERRY_OUTER_CASE(7)
        FERRY_OUTER_CASE(8)
        FERRY_OUTER_CASE(9)
        FERRY_OUTER_CASE(10)
        FERRY_OUTER_CASE(11)
        FERRY_OUTER_CASE(12)
        FERRY_OUTER_CASE(13)
        FERRY_OUTER_CASE(14)
#endif
    default: break;
    }
}

/// Rows that one chain of additions takes up; more are summed in pieces, which bounds the rounding error.
enum { sum_piece = 128 };

static void sum_rows(size_t rows, size_t columns, const float *x, float *sums) {
    for (size_t first = 0; first < rows; first += sum_piece) {
        const size_t end = rows - first < sum_piece ? rows : first + sum_piece;
        for (size_t column = 0; column < columns; column += lanes) {
            const size_t count = columns - column;
            vec sum = (vec)(0.0F);
            for (size_t row = first; row < end; row++) sum += load_up_to(x + row * columns + column, count);
            store_up_to(sums + column, load_up_to(sums + column, count) + sum, count);
        }
    }
}

static void rectify_gradient(size_t count, const float *y, float *gradient) {
    for (size_t i = 0; i < count; i += lanes) {
        const vec passed = blend(load_up_to(y + i, count - i) > (vec)(0.0F), load_up_to(gradient + i, count - i), (vec)(0.0F));
        store_up_to(gradient + i, passed, count - i);
    }
}

static void relu_gradient(const ferry_relu_shape *shape, size_t count, const float *x, const float *y_gradient,
                          float *x_gradient) {
    const vec threshold = (vec)(shape->threshold), minimum = (vec)(shape->minimum), maximum = (vec)(shape->maximum);
    for (size_t i = 0; i < count; i += lanes) {
        const vec value = load_up_to(x + i, count - i), gradient = load_up_to(y_gradient + i, count - i);
        const vec above = blend((value < minimum) | (value > maximum), (vec)(0.0F), gradient);
        store_up_to(x_gradient + i, blend(value <= threshold, (vec)(shape->slope) * gradient, above), count - i);
    }
}

/// One window's gradient goes to the first of its largest pixels, or is shared by all of them; for one block of channels.
FERRY_INLINE void unpool(bool averages, const float *cell, float *cell_gradient, size_t rows, ptrdiff_t row_step,
                         size_t columns, ptrdiff_t column_step, size_t count, vec maximum, vec gradient) {
    if (averages) gradient /= (vec)((float)(rows * columns));
    vec_mask open = (vec_mask)(-1);
    for (; rows > 0; rows--, cell += row_step, cell_gradient += row_step) {
        for (size_t j = 0; j < columns; j++) {
            float *target = cell_gradient + (ptrdiff_t)j * column_step;
            vec share = gradient;
            if (!averages) {
                const vec_mask wins = (load_up_to(cell + (ptrdiff_t)j * column_step, count) == maximum) & open;
                open &= ~wins;
                share = blend(wins, gradient, (vec)(0.0F));
            }
            store_up_to(target, load_up_to(target, count) + share, count);
        }
    }
}

FERRY_INLINE void unpool_row(bool averages, const ferry_window *window, size_t grid_row, const float *image, const float *y,
                             const float *y_gradient, float *image_gradient) {
    const size_t channels = window->channels;
    const ptrdiff_t row = window_row(window, grid_row);
    const tap_range rows = taps_inside(row, window->tap_row_step, window->tap_rows, window->height);
    const ptrdiff_t column_step = window->tap_column_step * (ptrdiff_t)channels;
    const ptrdiff_t row_step = window->tap_row_step * (ptrdiff_t)(window->width * channels);
    for (size_t c = 0; c < window->grid_width; c++, y += channels, y_gradient += channels) {
        const ptrdiff_t column = window_column(window, c);
        const tap_range columns = taps_inside(column, window->tap_column_step, window->tap_columns, window->width);
        const ptrdiff_t cell = window_pixel(window, image, row + (ptrdiff_t)rows.first * window->tap_row_step,
                                            column + (ptrdiff_t)columns.first * window->tap_column_step) -
                               image;
        for (size_t channel = 0; channel < channels; channel += lanes) {
            const size_t count = channels - channel;
            unpool(averages, image + cell + channel, image_gradient + cell + channel, rows.end - rows.first, row_step,
                   columns.end - columns.first, column_step, count, load_up_to(y + channel, count),
                   load_up_to(y_gradient + channel, count));
        }
    }
}

static void maximum_gradient_row(const ferry_window *window, size_t grid_row, const float *image, const float *y,
                                 const float *y_gradient, float *image_gradient) {
    unpool_row(false, window, grid_row, image, y, y_gradient, image_gradient);
}

static void average_gradient_row(const ferry_window *window, size_t grid_row, const float *y_gradient,
                                 float *image_gradient) {
    unpool_row(true, window, grid_row, image_gradient, y_gradient, y_gradient, image_gradient);
}
