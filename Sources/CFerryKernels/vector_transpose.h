// Transposition in registers.

#if FERRY_LANES == 4
#define FERRY_INTERLEAVED(half) 0 + 2 * half, 4 + 2 * half, 1 + 2 * half, 5 + 2 * half
#elif FERRY_LANES == 8
#define FERRY_INTERLEAVED(half) \
    0 + 4 * half, 8 + 4 * half, 1 + 4 * half, 9 + 4 * half, 2 + 4 * half, 10 + 4 * half, 3 + 4 * half, 11 + 4 * half
#else
#define FERRY_INTERLEAVED(half)                                                                                             \
    0 + 8 * half, 16 + 8 * half, 1 + 8 * half, 17 + 8 * half, 2 + 8 * half, 18 + 8 * half, 3 + 8 * half, 19 + 8 * half,     \
        4 + 8 * half, 20 + 8 * half, 5 + 8 * half, 21 + 8 * half, 6 + 8 * half, 22 + 8 * half, 7 + 8 * half, 23 + 8 * half
#endif

/// Each round turns the bits of (row, column) by one place; after as many rounds as a column has bits, they have changed places.
FERRY_INLINE void transpose_square(vec rows[lanes]) {
    FERRY_UNROLLED for (size_t round = 1; round < lanes; round *= 2) {
        vec next[lanes];
        FERRY_UNROLLED for (size_t i = 0; i < lanes / 2; i++) {
            next[2 * i] = __builtin_shufflevector(rows[i], rows[i + lanes / 2], FERRY_INTERLEAVED(0));
            next[2 * i + 1] = __builtin_shufflevector(rows[i], rows[i + lanes / 2], FERRY_INTERLEAVED(1));
        }
        FERRY_UNROLLED for (size_t i = 0; i < lanes; i++) rows[i] = next[i];
    }
}

/// y[c · y_step + r] (+)= x[r · x_step + c] for as many rows and columns as a vector has lanes, or fewer.
FERRY_INLINE void transpose_block(size_t rows, size_t columns, const float *x, size_t x_step, bool adds, float *y, size_t y_step) {
    vec block[lanes];
    FERRY_UNROLLED for (size_t i = 0; i < lanes; i++) {
        block[i] = i < rows ? load_up_to(x + i * x_step, columns) : (vec)(0.0F);
    }
    transpose_square(block);
    FERRY_UNROLLED for (size_t i = 0; i < lanes; i++) {
        if (i >= columns) continue;
        float *target = y + i * y_step;
        store_up_to(target, adds ? load_up_to(target, rows) + block[i] : block[i], rows);
    }
}

static void transpose(size_t rows, size_t columns, const float *x, size_t x_step, bool adds, float *y, size_t y_step) {
    for (size_t row = 0; row < rows; row += lanes) {
        for (size_t column = 0; column < columns; column += lanes) {
            const size_t height = rows - row, width = columns - column;
            const float *source = x + row * x_step + column;
            float *target = y + column * y_step + row;
            if (height >= lanes && width >= lanes) transpose_block(lanes, lanes, source, x_step, adds, target, y_step);
            else transpose_block(height, width, source, x_step, adds, target, y_step);
        }
    }
}
