// The backward passes of convolutions whose output gradients are mostly 0, behind max-pooling and ReLU: they walk the pairs of a
// position and a filter that are left. On processors that load as many vectors in a cycle as they multiply, a pair costs what it
// costs in a dense product.

enum {
    /// Vectors of a tap row that stay in registers, for each of three rows: 18 of 32 registers, or 12 of 16.
    sparse_vectors = FERRY_LANES == 16 ? 6 : 4,
    sparse_rows = 3,
    /// The taps of 64 filters that an input gradient's pass reads nearly stay in the first-level cache.
    sparse_input_vectors = FERRY_LANES == 16 ? 3 : 4,
};

/// Adds count pairs' image rows, times their values, to the sums of one filter.
FERRY_INLINE void sparse_kernel_block(size_t rows, size_t vectors, const float *x, size_t row_step, size_t count,
                                      const uint32_t *offsets, const float *values, float *sums) {
    vec sum[sparse_rows][sparse_vectors];
    FERRY_UNROLLED for (size_t r = 0; r < rows; r++) {
        FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) sum[r][v] = load(sums + (r * vectors + v) * lanes);
    }
    for (size_t i = 0; i < count; i++) {
        const float *pixels = x + offsets[i];
        const vec value = (vec)(values[i]);
        FERRY_UNROLLED for (size_t r = 0; r < rows; r++) {
            FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) sum[r][v] += value * load(pixels + r * row_step + v * lanes);
        }
        __asm__ volatile("" ::: "memory");
    }
    FERRY_UNROLLED for (size_t r = 0; r < rows; r++) {
        FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) store(sums + (r * vectors + v) * lanes, sum[r][v]);
    }
}

/// The choices of `count` filters, of whom those beyond made none.
FERRY_INLINE vec_mask load_choice(const uint8_t *source, size_t count) {
    vec_bytes bytes = (vec_bytes)(ferry_no_choice);
    if (count >= lanes) __builtin_memcpy(&bytes, source, lanes);
    else __builtin_memcpy(&bytes, source, count);
    return __builtin_convertvector(bytes, vec_mask);
}

typedef uint8_t choice_bytes __attribute__((ext_vector_type(64)));
typedef bool choice_bits __attribute__((ext_vector_type(64)));

/// Which of `count` filters made a choice, one bit each for up to 64.
FERRY_INLINE uint64_t filters_choosing(const uint8_t *source, size_t count, size_t choice) {
    choice_bytes choices = (choice_bytes)(ferry_no_choice);
    if (count >= sizeof choices) __builtin_memcpy(&choices, source, sizeof choices);
    else __builtin_memcpy(&choices, source, count);
    const choice_bits bits = __builtin_convertvector(choices == (choice_bytes)((uint8_t)choice), choice_bits);
    return __builtin_bit_cast(uint64_t, bits);
}

/// Sorts the pairs of some images by filter.
static void list_pairs(const ferry_sparse *s, size_t images, const float *y_gradient, const uint8_t *choices, size_t limit,
                       ferry_pairs *pairs) {
    for (size_t filter = 0; filter < s->filters; filter++) pairs->counts[filter] = 0;
    for (size_t row = 0; row < images * s->cell_rows; row++) {
        size_t corner = row / s->cell_rows * s->image_count + row % s->cell_rows * s->cell_row_step;
        for (size_t column = 0; column < s->cell_columns; column++, corner += s->cell_column_step) {
            for (size_t first = 0; first < s->filters; first += 64) {
                for (size_t choice = 0; choice < s->choice_count; choice++) {
                    uint64_t left = filters_choosing(choices + first, s->filters - first, choice);
                    const uint32_t offset = (uint32_t)(corner + s->choice_steps[choice]);
                    for (; left; left &= left - 1) {
                        const size_t filter = first + (size_t)__builtin_ctzll(left);
                        const size_t at = filter * limit + pairs->counts[filter]++;
                        pairs->offsets[at] = offset;
                        pairs->values[at] = y_gradient[filter];
                    }
                }
            }
            y_gradient += s->filters;
            choices += s->filters;
        }
    }
}

/// Adds to an image's gradient what all filters that chose one position give, in one block of the taps.
FERRY_INLINE void sparse_input_position(size_t rows, size_t vectors, const uint64_t *chosen, size_t filters,
                                        const float *y_gradient, const float *taps, float *target, size_t row_step) {
    vec sum[sparse_rows][sparse_input_vectors];
    FERRY_UNROLLED for (size_t r = 0; r < rows; r++) {
        FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) sum[r][v] = (vec)(0.0F);
    }
    for (size_t first = 0; first < filters; first += 64) {
        for (uint64_t left = chosen[first / 64]; left; left &= left - 1) {
            const size_t filter = first + (size_t)__builtin_ctzll(left);
            const vec value = (vec)(y_gradient[filter]);
            const float *tap = taps + filter * rows * vectors * lanes;
            FERRY_UNROLLED for (size_t r = 0; r < rows; r++) {
                FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) {
                    sum[r][v] += value * load(tap + (r * vectors + v) * lanes);
                }
            }
        }
    }
    FERRY_UNROLLED for (size_t r = 0; r < rows; r++) {
        FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) {
            float *pixels = target + r * row_step + v * lanes;
            store(pixels, load(pixels) + sum[r][v]);
        }
    }
}

#define FERRY_SPARSE_CASES(FERRY_CASE, vectors)                         \
    FERRY_CASE(1, vectors) FERRY_CASE(2, vectors) FERRY_CASE(3, vectors)

#define FERRY_SPARSE_KERNEL_CASE(rows, vectors)                                                                    \
    case 8 * (vectors) + (rows):                                                                                   \
        sparse_kernel_block(rows, vectors, x, row_step, count, offsets, values, sums);                              \
        break;

static void sparse_kernel(size_t rows, size_t vectors, const float *x, size_t row_step, size_t count, const uint32_t *offsets,
                          const float *values, float *sums) {
    switch (8 * vectors + rows) {
        FERRY_SPARSE_CASES(FERRY_SPARSE_KERNEL_CASE, 1)
        FERRY_SPARSE_CASES(FERRY_SPARSE_KERNEL_CASE, 2)
        FERRY_SPARSE_CASES(FERRY_SPARSE_KERNEL_CASE, 3)
        FERRY_SPARSE_CASES(FERRY_SPARSE_KERNEL_CASE, 4)
#if FERRY_LANES == 16
        FERRY_SPARSE_CASES(FERRY_SPARSE_KERNEL_CASE, 5)
        FERRY_SPARSE_CASES(FERRY_SPARSE_KERNEL_CASE, 6)
#endif
    default: break;
    }
}

FERRY_INLINE void sparse_input_block(size_t rows, size_t vectors, const ferry_sparse *s, const float *y_gradient,
                                     const uint8_t *choices, const float *taps, float *x_gradient) {
    for (size_t cell = 0; cell < s->cell_rows * s->cell_columns; cell++) {
        float *corner = x_gradient + cell / s->cell_columns * s->cell_row_step + cell % s->cell_columns * s->cell_column_step;
        for (size_t choice = 0; choice < s->choice_count; choice++) {
            uint64_t chosen[ferry_sparse_filter_limit / 64], any = 0;
            for (size_t first = 0; first < s->filters; first += 64) {
                chosen[first / 64] = filters_choosing(choices + first, s->filters - first, choice);
                any |= chosen[first / 64];
            }
            if (!any) continue;
            sparse_input_position(rows, vectors, chosen, s->filters, y_gradient, taps, corner + s->choice_steps[choice],
                                  s->row_step);
        }
        y_gradient += s->filters;
        choices += s->filters;
    }
}

#define FERRY_SPARSE_INPUT_CASE(rows, vectors)                                             \
    case 8 * (vectors) + (rows):                                                           \
        sparse_input_block(rows, vectors, s, y_gradient, choices, taps, x_gradient);       \
        break;

static void sparse_input(size_t rows, size_t vectors, const ferry_sparse *s, const float *y_gradient, const uint8_t *choices,
                         const float *taps, float *x_gradient) {
    switch (8 * vectors + rows) {
        FERRY_SPARSE_CASES(FERRY_SPARSE_INPUT_CASE, 1)
        FERRY_SPARSE_CASES(FERRY_SPARSE_INPUT_CASE, 2)
        FERRY_SPARSE_CASES(FERRY_SPARSE_INPUT_CASE, 3)
#if FERRY_LANES != 16
        FERRY_SPARSE_CASES(FERRY_SPARSE_INPUT_CASE, 4)
#endif
    default: break;
    }
}

/// Adds the gradients that made a choice to their filters' sums.
static void sum_chosen(size_t cells, size_t filters, const float *y_gradient, const uint8_t *choices, float *sums) {
    for (size_t filter = 0; filter < filters; filter += lanes) {
        const size_t count = filters - filter < lanes ? filters - filter : lanes;
        vec sum = (vec)(0.0F);
        for (size_t cell = 0; cell < cells; cell++) {
            const vec_mask choice = load_choice(choices + cell * filters + filter, count);
            const vec gradient = load_up_to(y_gradient + cell * filters + filter, count);
            sum += blend(choice == (vec_mask)(ferry_no_choice), (vec)(0.0F), gradient);
        }
        store_up_to(sums + filter, load_up_to(sums + filter, count) + sum, count);
    }
}

/// The choice of an output that ReLU let through and a gradient reached is 0.
static void choose_passed(size_t count, const float *y, const float *y_gradient, uint8_t *choices) {
    for (size_t i = 0; i < count; i += lanes) {
        const size_t left = count - i < lanes ? count - i : lanes;
        const vec gradient = load_up_to(y_gradient + i, left);
        const vec_mask passes = (load_up_to(y + i, left) > (vec)(0.0F)) & (gradient != (vec)(0.0F));
        store_choice(choices + i, ~passes & (vec_mask)(ferry_no_choice), left);
    }
}

/// Adds to the gradient of nine taps, [9, filters], what an image of one channel adds; see `pooled_patches`.
static void pooled_patch_gradient(const float *image, size_t row_step, size_t rows, size_t windows, size_t filters,
                                  const float *y_gradient, const uint8_t *choices, float *gradient) {
    for (size_t filter = 0; filter < filters; filter += lanes) {
        const size_t count = filters - filter < lanes ? filters - filter : lanes;
        vec sums[9];
        FERRY_UNROLLED for (size_t k = 0; k < 9; k++) sums[k] = (vec)(0.0F);
        for (size_t at = 0; at < rows * windows; at++) {
            const float *pixels = image + at / windows * 2 * row_step + at % windows * 2;
            const vec_mask choice = load_choice(choices + at * filters + filter, count);
            const vec value = load_up_to(y_gradient + at * filters + filter, count);
            FERRY_UNROLLED for (size_t i = 0; i < 4; i++) {
                const vec chosen = blend(choice == (vec_mask)((int)i), value, (vec)(0.0F));
                FERRY_UNROLLED for (size_t k = 0; k < 9; k++) {
                    sums[k] += chosen * (vec)(pixels[(i / 2 + k / 3) * row_step + i % 2 + k % 3]);
                }
            }
        }
        FERRY_UNROLLED for (size_t k = 0; k < 9; k++) {
            float *target = gradient + k * filters + filter;
            store_up_to(target, load_up_to(target, count) + sums[k], count);
        }
    }
}
