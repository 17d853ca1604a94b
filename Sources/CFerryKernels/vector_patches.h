// A convolution of one channel with 3 × 3 taps and the pooling after it: what a network's first layer is, where the image has
// one channel. Nine taps of some filters stay in registers while the windows pass.

enum {
    /// What the registers hold beside the four sums of each.
    patch_vectors = FERRY_LANES == 16 ? 2 : 1,
};

FERRY_INLINE void patch_filters(size_t vectors, const float *image, size_t row_step, size_t windows, const float *taps,
                                const float *bias, size_t tap_step, bool rectifies, size_t filters, float *y,
                                uint8_t *choices, size_t count) {
    vec weights[9][patch_vectors], shift[patch_vectors];
    FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) {
        shift[v] = load(bias + v * lanes);
        FERRY_UNROLLED for (size_t k = 0; k < 9; k++) weights[k][v] = load(taps + k * tap_step + v * lanes);
    }
    for (size_t window = 0; window < windows; window++, image += 2, y += filters) {
        vec sums[patch_vectors][4];
        FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) {
            FERRY_UNROLLED for (size_t i = 0; i < 4; i++) sums[v][i] = (vec)(0.0F);
        }
        // Pixel by pixel, each for all outputs that it is a tap of: every sum still takes its taps in order.
        FERRY_UNROLLED for (size_t at = 0; at < 16; at++) {
            const vec pixel = (vec)(image[at / 4 * row_step + at % 4]);
            FERRY_UNROLLED for (size_t i = 0; i < 4; i++) {
                const size_t tap_row = at / 4 - i / 2, tap_column = at % 4 - i % 2;
                if (tap_row > 2 || tap_column > 2) continue;
                FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) sums[v][i] += pixel * weights[3 * tap_row + tap_column][v];
            }
        }
        FERRY_UNROLLED for (size_t v = 0; v < vectors; v++) {
            const size_t first = v * lanes, left = count - first < lanes ? count - first : lanes;
            FERRY_UNROLLED for (size_t i = 0; i < 4; i++) sums[v][i] += shift[v];
            vec_mask choice;
            store_up_to(y + first, pooled_choice(sums[v], rectifies, &choice), left);
            if (choices) store_choice(choices + window * filters + first, choice, left);
        }
    }
}

static void pooled_patches(const float *image, size_t row_step, size_t windows, const float *packed, size_t filters,
                           bool rectifies, float *y, uint8_t *choices) {
    const size_t padded = (filters + panel_columns - 1) / panel_columns * panel_columns;
    for (size_t filter = 0; filter < filters; filter += patch_vectors * lanes) {
        // Panels of columns, each with all taps.
        const float *taps = packed + padded + filter / panel_columns * panel_columns * 9 + filter % panel_columns;
        const size_t count = filters - filter < patch_vectors * lanes ? filters - filter : patch_vectors * lanes;
        uint8_t *chosen = choices ? choices + filter : NULL;
        if (count > lanes) {
            patch_filters(patch_vectors, image, row_step, windows, taps, packed + filter, panel_columns, rectifies, filters,
                          y + filter, chosen, count);
        } else {
            patch_filters(1, image, row_step, windows, taps, packed + filter, panel_columns, rectifies, filters, y + filter,
                          chosen, count);
        }
    }
}
