// The matrix micro-kernel: a tile of the product stays in registers while the depth runs.

enum { tile_vectors = 2, panel_columns = tile_vectors * FERRY_LANES };

/// One step of depth: row `r` reads `a[r / 3][(r % 3) * row_step]`, which x86 addresses without a pointer for each row.
FERRY_INLINE void tile_step(size_t rows, size_t vectors, const float *const *a, ptrdiff_t row_step, ptrdiff_t at,
                            const float *b, vec sums[FERRY_TILE_ROWS][tile_vectors]) {
    vec column[tile_vectors];
    FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) column[v] = load(b + v * lanes);
    FERRY_UNROLLED for (size_t r = 0; r < rows; r++) {
        const vec element = (vec)(a[r / 3][(ptrdiff_t)(r % 3) * row_step + at]);
        FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) sums[r][v] += element * column[v];
    }
    // Keeps the next step's loads from moving up, which would drive sums out of the registers.
    __asm__ volatile("" ::: "memory");
}

FERRY_INLINE void tile_store(size_t rows, size_t vectors, const ferry_tile *tile,
                             vec sums[FERRY_TILE_ROWS][tile_vectors]) {
    FERRY_UNROLLED for (size_t r = 0; r < rows; r++) {
        FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) {
            float *target = tile->c + r * tile->c_row_step + v * lanes;
            const size_t count = tile->columns - v * lanes;
            vec value = sums[r][v];
            if (tile->accumulates) value += count < lanes ? load_first(target, count) : load(target);
            if (tile->bias) value += load(tile->bias + v * lanes);
            if (tile->rectifies) value = rectified(value);
            if (count < lanes) store_first(target, value, count);
            else store(target, value);
        }
    }
}

FERRY_INLINE void tile_product(size_t rows, size_t vectors, const ferry_tile *tile) {
    vec sums[FERRY_TILE_ROWS][tile_vectors];
    FERRY_UNROLLED for (size_t r = 0; r < rows; r++) {
        FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) sums[r][v] = (vec)(0.0F);
    }
    const float *b = tile->b;
    for (size_t segment = 0; segment < tile->segment_count; segment++) {
        const float *a[(FERRY_TILE_ROWS + 2) / 3];
        FERRY_UNROLLED for (size_t i = 0; i < (rows + 2) / 3; i++) {
            a[i] = tile->a + (ptrdiff_t)segment * tile->segment_step + (ptrdiff_t)(3 * i) * tile->a_row_step;
        }
        size_t depth = tile->segment_length;
        for (; depth >= 4; depth -= 4) {
            FERRY_UNROLLED for (size_t k = 0; k < 4; k++) {
                tile_step(rows, vectors, a, tile->a_row_step, (ptrdiff_t)k, b + k * panel_columns, sums);
            }
            FERRY_UNROLLED for (size_t i = 0; i < (rows + 2) / 3; i++) a[i] += 4;
            b += 4 * panel_columns;
        }
        for (; depth > 0; depth--) {
            tile_step(rows, vectors, a, tile->a_row_step, 0, b, sums);
            FERRY_UNROLLED for (size_t i = 0; i < (rows + 2) / 3; i++) a[i] += 1;
            b += panel_columns;
        }
    }
    tile_store(rows, vectors, tile, sums);
}

#define FERRY_TILE_CASE(rows)                                         \
    case rows:                                                        \
        if (tile->columns > lanes) tile_product(rows, 2, tile);       \
        else tile_product(rows, 1, tile);                             \
        break;

static void tile(size_t rows, const ferry_tile *tile) {
    switch (rows) {
        FERRY_TILE_CASE(1)
        FERRY_TILE_CASE(2)
        FERRY_TILE_CASE(3)
        FERRY_TILE_CASE(4)
        FERRY_TILE_CASE(5)
        FERRY_TILE_CASE(6)
#if FERRY_TILE_ROWS == 14
        FERRY_TILE_CASE(7)
        FERRY_TILE_CASE(8)
        FERRY_TILE_CASE(9)
        FERRY_TILE_CASE(10)
        FERRY_TILE_CASE(11)
        FERRY_TILE_CASE(12)
        FERRY_TILE_CASE(13)
        FERRY_TILE_CASE(14)
#endif
    default: break;
    }
}
