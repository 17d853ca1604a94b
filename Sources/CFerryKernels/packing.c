#include <string.h>

#include "ferry_kernels.h"

static size_t padded_columns(const ferry_kernels *kernels, size_t columns) {
    return (columns + kernels->panel_columns - 1) / kernels->panel_columns * kernels->panel_columns;
}

size_t ferry_packed_count(const ferry_kernels *kernels, size_t depth, size_t columns) {
    return (depth + 1) * padded_columns(kernels, columns);
}

static void copy(size_t count, const float *source, size_t step, float *target) {
    if (step == 1) memcpy(target, source, count * sizeof *target);
    else for (size_t i = 0; i < count; i++) target[i] = source[i * step];
}

void ferry_pack_rows(const ferry_kernels *kernels, size_t depth, size_t columns, size_t first_row, size_t row_count,
                     const float *rows, size_t row_step, size_t column_step, float *packed) {
    const size_t width = kernels->panel_columns;
    float *panels = packed + padded_columns(kernels, columns);
    for (size_t column = 0; column < columns; column += width) {
        const size_t count = columns - column < width ? columns - column : width;
        float *target = panels + column * depth + first_row * width;
        const float *source = rows + column * column_step;
        if (row_step == 1 && column_step != 1) {
            kernels->transpose(count, row_count, source, column_step, false, target, width);
        } else {
            for (size_t row = 0; row < row_count; row++) {
                copy(count, source + row * row_step, column_step, target + row * width);
            }
        }
        if (count == width) continue;
        for (size_t row = 0; row < row_count; row++) {
            for (size_t i = count; i < width; i++) target[row * width + i] = 0;
        }
    }
}

void ferry_pack_bias(const ferry_kernels *kernels, size_t columns, const float *bias, float *packed) {
    const size_t padded = padded_columns(kernels, columns);
    for (size_t i = 0; i < padded; i++) packed[i] = bias && i < columns ? bias[i] : 0;
}
