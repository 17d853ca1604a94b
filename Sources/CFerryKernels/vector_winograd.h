// Winograd's minimal filtering F(2×2, 3×3): Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2015, section 4.1.
// A tile of 2 × 2 outputs takes 16 multiplications for each channel and filter, where its 4 × 9 taps would take 36.

/// Bᵀ d B for some channels of a tile's 4 × 4 pixels.
FERRY_INLINE void winograd_input_channels(const float *const pixels[16], size_t channel, size_t count, float *v, size_t step) {
    vec d[4][4], t[4][4];
    FERRY_UNROLLED for (size_t i = 0; i < 4; i++) {
        FERRY_UNROLLED for (size_t j = 0; j < 4; j++) d[i][j] = load_up_to(pixels[4 * i + j] + channel, count);
    }
    FERRY_UNROLLED for (size_t j = 0; j < 4; j++) {
        t[0][j] = d[0][j] - d[2][j];
        t[1][j] = d[1][j] + d[2][j];
        t[2][j] = d[2][j] - d[1][j];
        t[3][j] = d[1][j] - d[3][j];
    }
    FERRY_UNROLLED for (size_t i = 0; i < 4; i++) {
        float *row = v + 4 * i * step + channel;
        store_up_to(row, t[i][0] - t[i][2], count);
        store_up_to(row + step, t[i][1] + t[i][2], count);
        store_up_to(row + 2 * step, t[i][2] - t[i][1], count);
        store_up_to(row + 3 * step, t[i][1] - t[i][3], count);
    }
}

static void winograd_input(const float *const pixels[16], size_t channels, float *v, size_t step) {
    size_t channel = 0;
    for (; channel + lanes <= channels; channel += lanes) winograd_input_channels(pixels, channel, lanes, v, step);
    if (channel < channels) winograd_input_channels(pixels, channel, channels - channel, v, step);
}

/// G g Gᵀ for some filters of one channel.
FERRY_INLINE void winograd_kernel_filters(const float *taps, size_t tap_step, size_t count, float *u, size_t step) {
    vec t[4][3];
    const vec half = (vec)(0.5F);
    FERRY_UNROLLED for (size_t j = 0; j < 3; j++) {
        const vec g0 = load_up_to(taps + j * tap_step, count), g1 = load_up_to(taps + (3 + j) * tap_step, count);
        const vec g2 = load_up_to(taps + (6 + j) * tap_step, count);
        t[0][j] = g0;
        t[1][j] = half * (g0 + g1 + g2);
        t[2][j] = half * (g0 - g1 + g2);
        t[3][j] = g2;
    }
    FERRY_UNROLLED for (size_t i = 0; i < 4; i++) {
        store(u + 4 * i * step, t[i][0]);
        store(u + (4 * i + 1) * step, half * (t[i][0] + t[i][1] + t[i][2]));
        store(u + (4 * i + 2) * step, half * (t[i][0] - t[i][1] + t[i][2]));
        store(u + (4 * i + 3) * step, t[i][2]);
    }
}

static void winograd_kernel(const float *taps, size_t tap_step, size_t count, float *u, size_t step) {
    FERRY_UNROLLED for (size_t v = 0; v < tile_vectors; v++) {
        const size_t first = v * lanes;
        const size_t left = count > first ? count - first : 0;
        winograd_kernel_filters(taps + (left ? first : 0), tap_step, left, u + first, step);
    }
}

/// The larger of the four, which of them it was, first come first, and what ReLU makes of both.
FERRY_INLINE vec pooled_choice(const vec y[4], bool rectifies, vec_mask *choice) {
    vec best = y[0];
    vec_mask index = (vec_mask)(0);
    FERRY_UNROLLED for (int i = 1; i < 4; i++) {
        const vec_mask wins = (y[i] > best) | (y[i] != y[i]);
        best = blend(wins, y[i], best);
        index = (index & ~wins) | ((vec_mask)(i) & wins);
    }
    if (rectifies) {
        const vec_mask silenced = best <= (vec)(0.0F);
        best = (vec)((vec_mask)best & ~silenced);
        index = (index & ~silenced) | ((vec_mask)(ferry_no_choice) & silenced);
    }
    *choice = index;
    return best;
}

typedef uint8_t vec_bytes __attribute__((ext_vector_type(FERRY_LANES)));

FERRY_INLINE void store_choice(uint8_t *target, vec_mask choice, size_t count) {
    const vec_bytes bytes = __builtin_convertvector(choice, vec_bytes);
    if (count == lanes) {
        __builtin_memcpy(target, &bytes, lanes);
    } else {
        uint8_t lane[lanes];
        __builtin_memcpy(lane, &bytes, lanes);
        for (size_t i = 0; i < count; i++) target[i] = lane[i];
    }
}

/// Aᵀ m A and what follows it, for some filters of one tile.
FERRY_INLINE void winograd_output_filters(const float *m, size_t step, const float *bias, bool rectifies, bool pools,
                                          const ferry_winograd_target *target, size_t filter, size_t count) {
    vec t[2][4], y[4];
    FERRY_UNROLLED for (size_t j = 0; j < 4; j++) {
        const vec m0 = load(m + j * step), m1 = load(m + (4 + j) * step);
        const vec m2 = load(m + (8 + j) * step), m3 = load(m + (12 + j) * step);
        t[0][j] = m0 + m1 + m2;
        t[1][j] = m1 - m2 - m3;
    }
    const vec shift = load(bias);
    FERRY_UNROLLED for (size_t i = 0; i < 2; i++) {
        y[2 * i] = t[i][0] + t[i][1] + t[i][2] + shift;
        y[2 * i + 1] = t[i][1] - t[i][2] - t[i][3] + shift;
    }
    if (pools) {
        vec_mask choice;
        store_up_to(target->outputs[0] + filter, pooled_choice(y, rectifies, &choice), count);
        if (target->choices) store_choice(target->choices + filter, choice, count);
        return;
    }
    FERRY_UNROLLED for (size_t i = 0; i < 4; i++) {
        if (target->outputs[i]) store_up_to(target->outputs[i] + filter, rectifies ? rectified(y[i]) : y[i], count);
    }
}

static void winograd_output(const float *m, size_t step, const float *bias, bool rectifies, bool pools,
                            const ferry_winograd_target *target, size_t count) {
    size_t filter = 0;
    for (; filter + lanes <= count; filter += lanes) {
        winograd_output_filters(m + filter, step, bias + filter, rectifies, pools, target, filter, lanes);
    }
    if (filter < count) {
        winograd_output_filters(m + filter, step, bias + filter, rectifies, pools, target, filter, count - filter);
    }
}
