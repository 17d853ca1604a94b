#include "ferry_kernels.h"

#include <string.h>

/// Rows of taps that a pass takes.
enum { pass_rows = 3 };

/// Images whose pixels stay in the first-level cache, in floats, pass through a filter's sums together.
enum { cached_floats = 6400 };

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/// Some taps that a pass takes: `vectors` vectors of each of `rows` rows from `column` on. A row's last vector, where it is
/// incomplete, is a block of its own and begins earlier, so that all vectors are whole: its first `repeated` lanes belong to the
/// block before.
typedef struct {
    size_t first_row, rows, column, vectors, repeated;
    /// Floats before the block, and of one filter.
    size_t start, filter_count;
} block;

/// The block after `at`, or the first one where that has no rows. False at the end.
static bool next_block(const ferry_kernels *kernels, const ferry_sparse *s, size_t vectors, block *at) {
    const size_t lanes = kernels->lanes;
    const size_t end = at->column + at->vectors * lanes;
    at->start += at->filter_count * s->filters;
    if (at->rows == 0 || end >= s->run) {
        at->first_row += at->rows;
        if (at->first_row == s->tap_rows) return false;
        at->rows = smaller(pass_rows, s->tap_rows - at->first_row);
        at->column = 0;
    } else {
        at->column = end;
    }
    const size_t whole = (s->run - at->column) / lanes;
    at->repeated = 0;
    at->vectors = smaller(vectors, whole);
    if (whole == 0) {
        at->repeated = at->column - (s->run - lanes);
        at->column = s->run - lanes;
        at->vectors = 1;
    }
    at->filter_count = at->rows * at->vectors * lanes;
    return true;
}

static size_t padded_count(const ferry_kernels *kernels, const ferry_sparse *s) {
    return s->filters * s->tap_rows * ((s->run + kernels->lanes - 1) / kernels->lanes) * kernels->lanes;
}

size_t ferry_sparse_packed_count(const ferry_kernels *kernels, const ferry_sparse *sparse) {
    return padded_count(kernels, sparse);
}

void ferry_sparse_pack(const ferry_kernels *kernels, const ferry_sparse *s, const float *weights, float *packed) {
    for (block at = {0}; next_block(kernels, s, kernels->sparse_input_vectors, &at);) {
        const size_t columns = at.vectors * kernels->lanes;
        for (size_t row = 0; row < at.rows; row++) {
            const float *source = weights + ((at.first_row + row) * s->run + at.column) * s->filters;
            float *target = packed + at.start + row * columns;
            kernels->transpose(columns, s->filters, source, s->filters, false, target, at.filter_count);
            for (size_t f = 0; f < s->filters && at.repeated; f++) {
                memset(target + f * at.filter_count, 0, at.repeated * sizeof(float));
            }
        }
    }
}

void ferry_sparse_input_gradient(const ferry_kernels *kernels, const ferry_sparse *s, size_t images, const float *y_gradient,
                                 const uint8_t *choices, const float *packed, float *x_gradient) {
    const size_t count = s->cell_rows * s->cell_columns * s->filters;
    memset(x_gradient, 0, images * s->image_count * sizeof(float));
    for (block at = {0}; next_block(kernels, s, kernels->sparse_input_vectors, &at);) {
        for (size_t image = 0; image < images; image++) {
            kernels->sparse_input(at.rows, at.vectors, s, y_gradient + image * count, choices + image * count,
                                  packed + at.start, x_gradient + image * s->image_count + at.first_row * s->row_step + at.column);
        }
    }
}

static size_t images_together(const ferry_sparse *s) {
    return s->image_count < cached_floats ? cached_floats / (s->image_count ? s->image_count : 1) : 1;
}

/// Most pairs of one filter, and one that is written over.
/// Most pairs of one filter.
static size_t pair_limit(const ferry_sparse *s) { return images_together(s) * s->cell_rows * s->cell_columns; }

/// Floats of scratch for all lists: offsets and counts take as much room as floats.
static size_t list_count(const ferry_sparse *s) { return s->filters * (2 * pair_limit(s) + 1); }

size_t ferry_sparse_scratch_count(const ferry_kernels *kernels, const ferry_sparse *sparse) {
    return padded_count(kernels, sparse) + list_count(sparse);
}

/// Adds the sums, which lie filter by filter, to the gradient.
static void add_sums(const ferry_kernels *kernels, const ferry_sparse *s, const float *sums, float *gradient) {
    for (block at = {0}; next_block(kernels, s, kernels->sparse_vectors, &at);) {
        const size_t columns = at.vectors * kernels->lanes;
        for (size_t row = 0; row < at.rows; row++) {
            kernels->transpose(s->filters, columns - at.repeated, sums + at.start + row * columns + at.repeated, at.filter_count,
                               true, gradient + ((at.first_row + row) * s->run + at.column + at.repeated) * s->filters,
                               s->filters);
        }
    }
}

void ferry_add_sparse_kernel_gradient(const ferry_kernels *kernels, const ferry_sparse *s, size_t images, const float *x,
                                      const float *y_gradient, const uint8_t *choices, float *gradient, float *scratch) {
    const size_t count = s->cell_rows * s->cell_columns * s->filters, together = images_together(s);
    const size_t limit = pair_limit(s), padded = padded_count(kernels, s);
    float *values = scratch + padded;
    uint32_t *offsets = (uint32_t *)(void *)(values + s->filters * limit);
    ferry_pairs pairs = {.counts = offsets + s->filters * limit, .offsets = offsets, .values = values};
    memset(scratch, 0, padded * sizeof(float));
    for (size_t image = 0; image < images; image += together) {
        kernels->list_pairs(s, smaller(together, images - image), y_gradient + image * count, choices + image * count, limit,
                            &pairs);
        for (size_t filter = 0; filter < s->filters; filter++) {
            for (block at = {0}; next_block(kernels, s, kernels->sparse_vectors, &at);) {
                kernels->sparse_kernel(at.rows, at.vectors, x + image * s->image_count + at.first_row * s->row_step + at.column,
                                       s->row_step, pairs.counts[filter], offsets + filter * limit, values + filter * limit,
                                       scratch + at.start + filter * at.filter_count);
            }
        }
    }
    add_sums(kernels, s, scratch, gradient);
}
