#include "ferry_kernels.h"

#include "gather.h"

/// Longest chain of additions: longer depths are summed in pieces, which bounds the rounding error and keeps a panel's piece in
/// the first-level cache.
enum { longest_chain = 256 };

/// Grid positions that pass through all panels together, in tiles.
enum { block_tiles = 8 };

/// Floats between gathered rows beyond their length, so that rows do not fall into the same cache sets.
enum { row_padding = 16 };

static size_t divided_up(size_t a, size_t b) { return (a + b - 1) / b; }

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

/// The depth of a product as the tiles take it: `segment_count` runs of `segment_length` elements that lie contiguous,
/// `segment_step` apart; either where the image is, or in gathered rows.
typedef struct {
    size_t segment_count, segment_length;
    ptrdiff_t segment_step;
    /// Whether the image is read where it is.
    bool is_direct;
} depth_layout;

static size_t group_depth(const ferry_convolution *convolution) {
    const ferry_window *window = &convolution->window;
    return window->tap_rows * window->tap_columns * (window->channels / convolution->groups);
}

static bool stays_inside(ptrdiff_t first, ptrdiff_t step, size_t grid, ptrdiff_t tap_step, size_t taps, size_t size) {
    const ptrdiff_t last = first + (ptrdiff_t)(grid - 1) * step + (ptrdiff_t)(taps - 1) * tap_step;
    return first >= 0 && last < (ptrdiff_t)size;
}

/// Reads the image in place where no tap is padding, taps of a row are neighbours, grid rows fill tiles well, and pixels do not
/// all fall into one cache set.
static depth_layout layout_of(const ferry_kernels *kernels, const ferry_convolution *convolution) {
    const ferry_window *w = &convolution->window;
    const size_t depth = group_depth(convolution);
    const size_t tiles = divided_up(w->grid_width, kernels->tile_rows);
    const size_t pixel_bytes = (size_t)w->column_step * w->channels * sizeof(float);
    const bool is_direct = depth > 0 && convolution->groups == 1 && (w->tap_columns == 1 || w->tap_column_step == 1) &&
                           5 * w->grid_width >= 3 * tiles * kernels->tile_rows && pixel_bytes % 4096 != 0 &&
                           stays_inside(w->first_row, w->row_step, w->grid_height, w->tap_row_step, w->tap_rows, w->height) &&
                           stays_inside(w->first_column, w->column_step, w->grid_width, w->tap_column_step, w->tap_columns,
                                        w->width);
    if (!is_direct) return (depth_layout){1, depth, 0, false};
    return (depth_layout){
        w->tap_rows, w->tap_columns * w->channels, w->tap_row_step * (ptrdiff_t)(w->width * w->channels), true};
}

/// A piece of the depth that one chain sums.
typedef struct {
    size_t first_segment, segment_count;
    /// Within each of these segments.
    size_t offset, length;
} depth_piece;

static size_t piece_count(const depth_layout *layout) {
    if (layout->segment_length > longest_chain) {
        return layout->segment_count * divided_up(layout->segment_length, longest_chain);
    }
    if (layout->segment_length == 0) return 1;
    return divided_up(layout->segment_count, longest_chain / layout->segment_length);
}

/// Pieces of nearly the same length, in multiples of 4.
static depth_piece piece_at(const depth_layout *layout, size_t index) {
    if (layout->segment_length > longest_chain) {
        const size_t cuts = divided_up(layout->segment_length, longest_chain);
        const size_t length = divided_up(divided_up(layout->segment_length, cuts), 4) * 4;
        const size_t offset = index % cuts * length;
        return (depth_piece){index / cuts, 1, offset, smaller(length, layout->segment_length - offset)};
    }
    const size_t count = divided_up(layout->segment_count, piece_count(layout));
    const size_t first = index * count;
    return (depth_piece){first, smaller(count, layout->segment_count - smaller(first, layout->segment_count)), 0,
                         layout->segment_length};
}

size_t ferry_panel_count(const ferry_kernels *kernels, const ferry_convolution *convolution) {
    return convolution->groups * divided_up(convolution->group_filters, kernels->panel_columns);
}

static size_t gathered_row_step(const depth_layout *layout) {
    return smaller(layout->segment_length, longest_chain) + row_padding;
}

size_t ferry_convolve_scratch_count(const ferry_kernels *kernels, const ferry_convolution *convolution) {
    const depth_layout layout = layout_of(kernels, convolution);
    return layout.is_direct ? 0 : block_tiles * kernels->tile_rows * gathered_row_step(&layout);
}

/// Whether positions follow each other evenly in y, across grid rows and images, so that a tile may span them.
static bool spans_rows(const depth_layout *layout, const ferry_convolution *convolution) {
    const ferry_window *window = &convolution->window;
    return !layout->is_direct && convolution->y_row_step == window->grid_width * convolution->y_column_step &&
           convolution->y_image_step == window->grid_height * convolution->y_row_step;
}

size_t ferry_position_quantum(const ferry_kernels *kernels, const ferry_convolution *convolution) {
    const depth_layout layout = layout_of(kernels, convolution);
    return spans_rows(&layout, convolution) ? kernels->tile_rows : convolution->window.grid_width;
}

/// What the loops below share.
typedef struct {
    const ferry_kernels *kernels;
    const ferry_convolution *convolution;
    const float *x;
    const float *packed;
    float *y;
    float *scratch;
    depth_layout layout;
    size_t depth;
    bool spans_rows;
} product;

/// One tile's rows: `count` grid positions from `position` on, of which the `index`th of a gathered block.
typedef struct {
    size_t position, index, count;
} tile_rows;

static void point_rows(const product *p, const depth_piece *piece, tile_rows rows, ferry_tile *tile) {
    const ferry_convolution *convolution = p->convolution;
    const ferry_window *w = &convolution->window;
    const size_t grid = w->grid_height * w->grid_width;
    const size_t image = rows.position / grid, row = rows.position % grid / w->grid_width;
    const size_t column = rows.position % w->grid_width;
    tile->c = p->y + convolution->y_first + image * convolution->y_image_step + row * convolution->y_row_step +
              column * convolution->y_column_step;
    if (p->layout.is_direct) {
        const ptrdiff_t pixel = ((ptrdiff_t)(image * w->height) + w->first_row + (ptrdiff_t)row * w->row_step) *
                                    (ptrdiff_t)w->width +
                                w->first_column + (ptrdiff_t)column * w->column_step;
        tile->a = p->x + pixel * (ptrdiff_t)w->channels + (ptrdiff_t)piece->first_segment * p->layout.segment_step +
                  (ptrdiff_t)piece->offset;
    } else {
        tile->a = p->scratch + rows.index * gathered_row_step(&p->layout);
    }
}

/// All tiles of a block in one panel. Tiles end with a grid row where the next row does not follow on.
static void multiply_panel(const product *p, const depth_piece *piece, size_t first, size_t count, ferry_tile *tile) {
    const size_t width = p->convolution->window.grid_width;
    for (size_t done = 0; done < count;) {
        const size_t left_in_row = width - (first + done) % width;
        size_t stretch = p->spans_rows ? count - done : smaller(count - done, left_in_row);
        for (size_t tiles = divided_up(stretch, p->kernels->tile_rows); tiles > 0; tiles--) {
            const size_t rows = divided_up(stretch, tiles);
            point_rows(p, piece, (tile_rows){first + done, done, rows}, tile);
            p->kernels->tile(rows, tile);
            stretch -= rows;
            done += rows;
        }
    }
}

static void multiply_block(const product *p, size_t first, size_t count, size_t group, size_t first_panel, size_t end_panel) {
    const ferry_convolution *convolution = p->convolution;
    const size_t panel_columns = p->kernels->panel_columns, filters = convolution->group_filters;
    const float *bias = p->packed + group * ferry_packed_count(p->kernels, p->depth, filters);
    const float *panels = bias + divided_up(filters, panel_columns) * panel_columns;
    const size_t pieces = piece_count(&p->layout);
    for (size_t index = 0; index < pieces; index++) {
        const depth_piece piece = piece_at(&p->layout, index);
        const size_t depth = piece.first_segment * p->layout.segment_length + piece.offset;
        if (!p->layout.is_direct) {
            ferry_gather(convolution, group, p->x, first, count, depth, piece.length, p->scratch,
                         gathered_row_step(&p->layout));
        }
        for (size_t panel = first_panel; panel < end_panel; panel++) {
            ferry_tile tile = {
                .a_row_step = p->layout.is_direct
                                  ? convolution->window.column_step * (ptrdiff_t)convolution->window.channels
                                  : (ptrdiff_t)gathered_row_step(&p->layout),
                .segment_step = p->layout.segment_step,
                .segment_count = piece.segment_count,
                .segment_length = piece.length,
                .b = panels + (panel * p->depth + depth) * panel_columns,
                .c_row_step = convolution->y_column_step,
                .columns = smaller(filters - panel * panel_columns, panel_columns),
                .bias = index + 1 == pieces ? bias + panel * panel_columns : NULL,
                .accumulates = index > 0,
                .rectifies = index + 1 == pieces && convolution->rectifies,
            };
            product at = *p;
            at.y += group * filters + panel * panel_columns;
            multiply_panel(&at, &piece, first, count, &tile);
        }
    }
}

void ferry_convolve(const ferry_kernels *kernels, const ferry_convolution *convolution, const float *x, const float *packed,
                    float *y, float *scratch, size_t first, size_t count, size_t first_panel, size_t panel_count) {
    const ferry_window *window = &convolution->window;
    product p = {
        .kernels = kernels,
        .convolution = convolution,
        .x = x,
        .packed = packed,
        .y = y,
        .scratch = scratch,
        .layout = layout_of(kernels, convolution),
        .depth = group_depth(convolution),
    };
    p.spans_rows = spans_rows(&p.layout, convolution);
    const size_t group_panels = divided_up(convolution->group_filters, kernels->panel_columns);
    size_t block = block_tiles * kernels->tile_rows;
    if (!p.spans_rows && block > window->grid_width) block -= block % window->grid_width;
    for (size_t start = first; start < first + count; start += block) {
        const size_t rows = smaller(block, first + count - start);
        for (size_t panel = first_panel; panel < first_panel + panel_count;) {
            const size_t group = panel / group_panels, begin = panel % group_panels;
            const size_t end = smaller(group_panels, begin + first_panel + panel_count - panel);
            multiply_block(&p, start, rows, group, begin, end);
            panel += end - begin;
        }
    }
}
