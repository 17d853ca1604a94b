// The backward passes of a convolution of each channel by itself.

static void depthwise_input_row(const ferry_window *window, size_t grid_row, const float *y_gradient, const float *weights,
                                float *image_gradient) {
    const size_t channels = window->channels;
    const ptrdiff_t row = window_row(window, grid_row);
    const tap_range rows = taps_inside(row, window->tap_row_step, window->tap_rows, window->height);
    for (size_t channel = 0; channel < channels; channel += lanes) {
        const size_t count = channels - channel;
        for (size_t c = 0; c < window->grid_width; c++) {
            const ptrdiff_t column = window_column(window, c);
            const tap_range columns = taps_inside(column, window->tap_column_step, window->tap_columns, window->width);
            const vec gradient = load_up_to(y_gradient + c * channels + channel, count);
            for (size_t i = rows.first; i < rows.end; i++) {
                const ptrdiff_t line = (row + (ptrdiff_t)i * window->tap_row_step) * (ptrdiff_t)window->width + column;
                for (size_t j = columns.first; j < columns.end; j++) {
                    const ptrdiff_t pixel = line + (ptrdiff_t)j * window->tap_column_step;
                    float *target = image_gradient + pixel * (ptrdiff_t)channels + channel;
                    const vec weight = load_up_to(weights + (i * window->tap_columns + j) * channels + channel, count);
                    store_up_to(target, load_up_to(target, count) + gradient * weight, count);
                }
            }
        }
    }
}

/// Grid columns at which a tap lies inside the image.
FERRY_INLINE tap_range columns_inside(const ferry_window *window, size_t tap) {
    const ptrdiff_t start = window->first_column + (ptrdiff_t)tap * window->tap_column_step;
    return taps_inside(start, window->column_step, window->grid_width, window->width);
}

static void depthwise_kernel_row(const ferry_window *window, size_t grid_row, const float *image, const float *y_gradient,
                                 float *weight_gradient) {
    const size_t channels = window->channels;
    const ptrdiff_t row = window_row(window, grid_row);
    const tap_range rows = taps_inside(row, window->tap_row_step, window->tap_rows, window->height);
    for (size_t channel = 0; channel < channels; channel += lanes) {
        const size_t count = channels - channel;
        for (size_t i = rows.first; i < rows.end; i++) {
            for (size_t j = 0; j < window->tap_columns; j++) {
                const tap_range columns = columns_inside(window, j);
                const float *gradient = y_gradient + channel;
                // Two chains, so that one addition need not wait for the other.
                vec sums[2] = {(vec)(0.0F), (vec)(0.0F)};
                for (size_t c = columns.first; c < columns.end; c++) {
                    const float *pixel = window_pixel(window, image, row + (ptrdiff_t)i * window->tap_row_step,
                                                      window_column(window, c) + (ptrdiff_t)j * window->tap_column_step);
                    sums[c % 2] += load_up_to(pixel + channel, count) * load_up_to(gradient + c * channels, count);
                }
                float *target = weight_gradient + (i * window->tap_columns + j) * channels + channel;
                store_up_to(target, load_up_to(target, count) + (sums[0] + sums[1]), count);
            }
        }
    }
}
