#include "ferry_kernels.h"

// Coordinates are summed up in float64 in the order of SciPy's NI_GeometricTransform, offset first: where one falls beside the
// border, a last bit decides between a pixel and the fill value. So no instruction set may fuse them either.
#pragma STDC FP_CONTRACT OFF

enum { columns_at_once = 64 };

/// Where the pixels of a part of a row come from.
typedef struct {
    /// The sample before, above and to the left.
    int first[columns_at_once];
    float down[columns_at_once], right[columns_at_once];
    /// Whether the fill value stands there.
    bool is_outside[columns_at_once];
} taps;

static inline double clamped(double position, double last) {
    const double low = position < 0 ? 0 : position;
    return low > last ? last : low;
}

/// The largest integer that is not larger; fit for positions up to 2⁶².
static inline double floored(double value) {
    const double whole = (double)(int64_t)value;
    return whole > value ? whole - 1 : whole;
}

/// SciPy's map_coordinate (ni_interpolation.c). What its splines do beyond the outermost pixels is, at order 1, the same as
/// staying at them.
static inline double brought_inside(double position, double last, ferry_border border, bool *is_outside) {
    if (position >= 0 && position <= last) return position;
    switch (border) {
    case ferry_border_nearest: break;
    case ferry_border_constant: *is_outside = true; break;
    case ferry_border_reflect: {
        const double period = 2 * (last + 1);
        const double offset = position - period * floored(position / period);
        position = offset > last + 0.5 ? period - 1 - offset : offset;
        break;
    }
    case ferry_border_wrap:
        if (last > 0) {
            // Towards zero, and one period more for negative positions: multiples of the period go to the last pixel.
            const double periods = (double)(int64_t)(position / last) - (position < 0 ? 1 : 0);
            position = position - last * periods;
        }
        break;
    }
    return clamped(position, last);
}

static inline size_t smaller_size(size_t a, size_t b) { return a < b ? a : b; }

static void find_taps(const ferry_resampling *r, size_t row, size_t start, size_t count, taps *taps) {
    const double last_row = (double)(r->height - 1), last_column = (double)(r->width - 1);
    // At the last pixel the one before it counts with weight 0, so that no neighbour lies outside.
    const int lowest_top = r->height > 1 ? (int)r->height - 2 : 0, lowest_left = r->width > 1 ? (int)r->width - 2 : 0;
    const int row_step = (int)(r->width * r->channels), step = (int)r->channels;
    const double row_start = r->row[2] + r->row[0] * (double)row, column_start = r->column[2] + r->column[0] * (double)row;
    double y[columns_at_once], x[columns_at_once];
    for (size_t k = 0; k < count; k++) {
        const double column = (double)(int)(start + k);
        y[k] = row_start + r->row[1] * column;
        x[k] = column_start + r->column[1] * column;
        taps->is_outside[k] = false;
    }
    if (r->border == ferry_border_nearest) {
        for (size_t k = 0; k < count; k++) y[k] = clamped(y[k], last_row), x[k] = clamped(x[k], last_column);
    } else {
        for (size_t k = 0; k < count; k++) {
            y[k] = brought_inside(y[k], last_row, r->border, &taps->is_outside[k]);
            x[k] = brought_inside(x[k], last_column, r->border, &taps->is_outside[k]);
        }
    }
    for (size_t k = 0; k < count; k++) {
        const int below = (int)y[k], beside = (int)x[k];
        const int top = below < lowest_top ? below : lowest_top, left = beside < lowest_left ? beside : lowest_left;
        taps->down[k] = (float)(y[k] - (double)top);
        taps->right[k] = (float)(x[k] - (double)left);
        taps->first[k] = top * row_step + left * step;
    }
}

static inline float between(float a, float b, float part) { return a + (b - a) * part; }

/// Where output column 0 of a part goes, and how far it is to the next one.
static inline float *target(const ferry_resampling *r, size_t row, size_t start, float *output, ptrdiff_t *step) {
    const size_t to_row = r->flips_rows ? r->height - 1 - row : row;
    const size_t to_column = r->flips_columns ? r->width - 1 - start : start;
    *step = r->flips_columns ? -(ptrdiff_t)r->channels : (ptrdiff_t)r->channels;
    return output + (to_row * r->width + to_column) * r->channels;
}

// One source for both kinds of samples.
#define FERRY_RESAMPLE(name, sample, shown)                                                                                    \
    void name(const ferry_resampling *r, const sample *picture, float *output) {                                               \
        const size_t down = r->height > 1 ? r->width * r->channels : 0, right = r->width > 1 ? r->channels : 0;                \
        for (size_t row = 0; row < r->height; row++) {                                                                         \
            for (size_t start = 0; start < r->width; start += columns_at_once) {                                               \
                const size_t count = smaller_size(columns_at_once, r->width - start);                                          \
                taps taps;                                                                                                     \
                find_taps(r, row, start, count, &taps);                                                                        \
                ptrdiff_t step;                                                                                                \
                float *to = target(r, row, start, output, &step);                                                              \
                for (size_t k = 0; k < count; k++, to += step) {                                                               \
                    const sample *from = picture + taps.first[k];                                                              \
                    for (size_t c = 0; c < r->channels; c++) {                                                                 \
                        const float upper = between((float)from[c], (float)from[c + right], taps.right[k]);                    \
                        const float lower = between((float)from[c + down], (float)from[c + down + right], taps.right[k]);      \
                        to[c] = taps.is_outside[k] ? r->fill : shown(between(upper, lower, taps.down[k]));                     \
                    }                                                                                                          \
                }                                                                                                              \
            }                                                                                                                  \
        }                                                                                                                      \
    }

#define FERRY_AS_FRACTION(value) ((value) / 255.0F)
#define FERRY_AS_IS(value) (value)

FERRY_RESAMPLE(ferry_resample_bytes, uint8_t, FERRY_AS_FRACTION)
FERRY_RESAMPLE(ferry_resample_floats, float, FERRY_AS_IS)
