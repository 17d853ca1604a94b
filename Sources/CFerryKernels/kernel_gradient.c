#include "ferry_kernels.h"

#include <string.h>

#include "gather.h"

/// Most grid positions whose products one chain sums: what they read stays in the first-level cache while it serves all rows.
enum { block_positions = 128 };

/// A tile of fewer rows than this wastes the processor: short runs are gathered.
enum { shortest_run = 8 };

/// Floats between gathered rows beyond their length, so that rows do not fall into the same cache sets.
enum { row_padding = 16 };

static size_t divided_up(size_t a, size_t b) { return (a + b - 1) / b; }

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/// How the rows of the gradient, taps × channels of a group, are read: in the image, in runs that lie contiguous there, or from
/// gathered rows.
typedef struct {
    /// Channels of a group.
    size_t channels;
    /// Taps of a run: those of a whole row, or one.
    size_t run_taps;
    bool is_gathered;
} row_layout;

/// Whether no tap of any column is padding.
static bool columns_stay_inside(const ferry_window *w) {
    const ptrdiff_t last = w->first_column + (ptrdiff_t)(w->grid_width - 1) * w->column_step +
                           (ptrdiff_t)(w->tap_columns - 1) * w->tap_column_step;
    return w->first_column >= 0 && last < (ptrdiff_t)w->width;
}

static row_layout layout_of(const ferry_convolution *convolution) {
    const ferry_window *w = &convolution->window;
    const size_t channels = w->channels / convolution->groups;
    const bool has_whole_rows = convolution->groups == 1 && w->tap_column_step == 1 && columns_stay_inside(w);
    const size_t run_taps = has_whole_rows ? w->tap_columns : 1;
    const bool is_only_run = w->tap_rows * w->tap_columns == run_taps && columns_stay_inside(w);
    return (row_layout){channels, run_taps, run_taps * channels < shortest_run && !is_only_run};
}

static size_t gathered_row_step(const ferry_convolution *convolution, const row_layout *layout) {
    return convolution->window.tap_rows * convolution->window.tap_columns * layout->channels + row_padding;
}

static size_t packed_block_count(const ferry_kernels *kernels) { return block_positions * kernels->panel_columns; }

size_t ferry_kernel_gradient_scratch_count(const ferry_kernels *kernels, const ferry_convolution *convolution) {
    const row_layout layout = layout_of(convolution);
    return packed_block_count(kernels) +
           (layout.is_gathered ? block_positions * gathered_row_step(convolution, &layout) : 0);
}

/// A cuboid of grid positions.
typedef struct {
    size_t first_image, images, first_row, rows, first_column, columns;
} block;

/// What the loops below share.
typedef struct {
    const ferry_kernels *kernels;
    const ferry_convolution *convolution;
    const float *x;
    const float *y_gradient;
    float *gradient;
    float *packed, *gathered;
    row_layout layout;
} gradient_work;

/// Grid positions along one axis, from `first` on, at which a tap lies inside the image.
static void clip(ptrdiff_t start, ptrdiff_t step, size_t size, size_t *first, size_t *count) {
    while (*count > 0 && start + (ptrdiff_t)*first * step < 0) {
        ++*first;
        --*count;
    }
    while (*count > 0 && start + (ptrdiff_t)(*first + *count - 1) * step >= (ptrdiff_t)size) --*count;
}

/// Where a panel's output gradients lie: in place, or copied with zeros behind incomplete vectors, which tiles read whole.
static void place_columns(const gradient_work *w, const block *at, size_t column, ferry_outer *outer) {
    const ferry_convolution *c = w->convolution;
    const float *source = w->y_gradient + c->y_first + at->first_image * c->y_image_step + at->first_row * c->y_row_step +
                          at->first_column * c->y_column_step + column;
    if (outer->columns % (w->kernels->panel_columns / 2) == 0) {
        outer->b = source;
        outer->b_step = c->y_column_step;
        outer->b_row_step = c->y_row_step;
        outer->b_image_step = c->y_image_step;
        return;
    }
    const size_t width = w->kernels->panel_columns;
    float *target = w->packed;
    for (size_t image = 0; image < at->images; image++) {
        for (size_t row = 0; row < at->rows; row++) {
            const float *position = source + image * c->y_image_step + row * c->y_row_step;
            for (size_t i = 0; i < at->columns; i++, position += c->y_column_step, target += width) {
                for (size_t j = 0; j < width; j++) target[j] = j < outer->columns ? position[j] : 0;
            }
        }
    }
    outer->b = w->packed;
    outer->b_step = width;
    outer->b_row_step = at->columns * width;
    outer->b_image_step = at->rows * outer->b_row_step;
}

/// All rows of a run, in tiles of nearly the same size.
static void multiply_run(const gradient_work *w, size_t length, ferry_outer outer) {
    if (outer.images == 0 || outer.rows == 0 || outer.positions == 0) return;
    for (size_t tiles = divided_up(length, w->kernels->tile_rows); tiles > 0; tiles--) {
        const size_t rows = divided_up(length, tiles);
        w->kernels->outer(rows, &outer);
        outer.a += rows;
        outer.c += rows * outer.c_row_step;
        length -= rows;
    }
}

static void multiply_gathered(const gradient_work *w, const block *at, ferry_outer outer) {
    const ptrdiff_t step = (ptrdiff_t)gathered_row_step(w->convolution, &w->layout);
    outer.a = w->gathered;
    outer.a_step = step;
    outer.a_row_step = (ptrdiff_t)at->columns * step;
    outer.a_image_step = (ptrdiff_t)at->rows * outer.a_row_step;
    multiply_run(w, (size_t)step - row_padding, outer);
}

static void multiply_in_place(const gradient_work *w, const block *at, size_t group, ferry_outer outer) {
    const ferry_window *window = &w->convolution->window;
    const size_t length = w->layout.run_taps * w->layout.channels;
    const ptrdiff_t channels = (ptrdiff_t)window->channels;
    outer.a_step = window->column_step * channels;
    outer.a_row_step = window->row_step * (ptrdiff_t)window->width * channels;
    outer.a_image_step = (ptrdiff_t)(window->height * window->width) * channels;
    for (size_t i = 0; i < window->tap_rows; i++) {
        const ptrdiff_t top = window->first_row + (ptrdiff_t)i * window->tap_row_step;
        size_t first_row = at->first_row, rows = at->rows;
        clip(top, window->row_step, window->height, &first_row, &rows);
        for (size_t j = 0; j < window->tap_columns; j += w->layout.run_taps, outer.c += length * outer.c_row_step) {
            const ptrdiff_t left = window->first_column + (ptrdiff_t)j * window->tap_column_step;
            size_t first_column = at->first_column, columns = at->columns;
            if (w->layout.run_taps == 1) clip(left, window->column_step, window->width, &first_column, &columns);
            if (rows == 0 || columns == 0) continue;
            const ptrdiff_t row = top + (ptrdiff_t)first_row * window->row_step;
            const ptrdiff_t column = left + (ptrdiff_t)first_column * window->column_step;
            ferry_outer run = outer;
            run.a = w->x + (ptrdiff_t)at->first_image * outer.a_image_step + (row * (ptrdiff_t)window->width + column) * channels +
                    (ptrdiff_t)(group * w->layout.channels);
            run.b += (first_row - at->first_row) * outer.b_row_step + (first_column - at->first_column) * outer.b_step;
            run.rows = rows;
            run.positions = columns;
            multiply_run(w, length, run);
        }
    }
}

static void gather_block(const gradient_work *w, const block *at, size_t group) {
    const ferry_window *window = &w->convolution->window;
    const size_t step = gathered_row_step(w->convolution, &w->layout);
    float *target = w->gathered;
    for (size_t image = at->first_image; image < at->first_image + at->images; image++) {
        for (size_t row = at->first_row; row < at->first_row + at->rows; row++, target += at->columns * step) {
            const size_t first = (image * window->grid_height + row) * window->grid_width + at->first_column;
            ferry_gather(w->convolution, group, w->x, first, at->columns, 0, step - row_padding, target, step);
        }
    }
}

static void add_block(const gradient_work *w, const block *at) {
    const size_t filters = w->convolution->group_filters, panel = w->kernels->panel_columns;
    for (size_t group = 0; group < w->convolution->groups; group++) {
        if (w->layout.is_gathered) gather_block(w, at, group);
        for (size_t first = 0; first < filters; first += panel) {
            ferry_outer outer = {
                .images = at->images,
                .rows = at->rows,
                .positions = at->columns,
                .c = w->gradient + group * filters + first,
                .c_row_step = w->convolution->groups * filters,
                .columns = smaller(panel, filters - first),
            };
            place_columns(w, at, group * filters + first, &outer);
            if (w->layout.is_gathered) multiply_gathered(w, at, outer);
            else multiply_in_place(w, at, group, outer);
        }
    }
}

void ferry_add_kernel_gradient(const ferry_kernels *kernels, const ferry_convolution *convolution, size_t images, const float *x,
                               const float *y_gradient, float *gradient, float *scratch) {
    const ferry_window *window = &convolution->window;
    if (window->grid_height * window->grid_width == 0) return;
    const gradient_work work = {
        .kernels = kernels,
        .convolution = convolution,
        .x = x,
        .y_gradient = y_gradient,
        .gradient = gradient,
        .packed = scratch,
        .gathered = scratch + packed_block_count(kernels),
        .layout = layout_of(convolution),
    };
    const size_t columns = smaller(window->grid_width, block_positions);
    const size_t rows = smaller(window->grid_height, block_positions / columns);
    const bool has_whole_images = columns == window->grid_width && rows == window->grid_height;
    const size_t together = has_whole_images ? block_positions / (columns * rows) : 1;
    block at;
    for (at.first_image = 0; at.first_image < images; at.first_image += at.images) {
        at.images = smaller(together, images - at.first_image);
        for (at.first_row = 0; at.first_row < window->grid_height; at.first_row += at.rows) {
            at.rows = smaller(rows, window->grid_height - at.first_row);
            for (at.first_column = 0; at.first_column < window->grid_width; at.first_column += at.columns) {
                at.columns = smaller(columns, window->grid_width - at.first_column);
                add_block(&work, &at);
            }
        }
    }
}
