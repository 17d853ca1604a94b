// Batch normalisation: sums over the rows of [rows, channels] for each channel, and what is made of them.

typedef double wide __attribute__((ext_vector_type(FERRY_LANES)));

/// Vectors of channels that one walk over the rows takes: a cache line or more, so that each line is met once.
enum { channel_vectors = 2 };

#define FERRY_WIDE(value) __builtin_convertvector(value, wide)

/// Adds the first `count` sums of two vectors of channels.
FERRY_INLINE void add_wide(double *target, const wide *sums, size_t count) {
    double lane[channel_vectors * lanes];
    __builtin_memcpy(lane, sums, sizeof lane);
    for (size_t i = 0; i < count; i++) target[i] += lane[i];
}

/// `count` channels, at most `channel_vectors` vectors of them.
FERRY_INLINE void moments_of_block(size_t count, size_t rows, size_t channels, const float *x, double *sums, double *squares) {
    wide sum[channel_vectors] = {0}, square[channel_vectors] = {0};
    for (size_t row = 0; row < rows; row++, x += channels) {
        FERRY_UNROLLED for (size_t v = 0; v < channel_vectors; v++) {
            if (v * lanes >= count) break;
            const vec narrow = load_up_to(x + v * lanes, count - v * lanes);
            const wide value = FERRY_WIDE(narrow);
            sum[v] += value;
            square[v] += value * value;
        }
    }
    add_wide(sums, sum, count);
    add_wide(squares, square, count);
}

static void channel_moments(size_t rows, size_t channels, const float *x, double *sums, double *squares) {
    const size_t block = channel_vectors * lanes;
    size_t channel = 0;
    for (; channel + block <= channels; channel += block) {
        moments_of_block(block, rows, channels, x + channel, sums + channel, squares + channel);
    }
    if (channel < channels) {
        moments_of_block(channels - channel, rows, channels, x + channel, sums + channel, squares + channel);
    }
}

FERRY_INLINE void products_of_block(size_t count, size_t rows, size_t channels, const float *x, const float *mean,
                                    const float *y_gradient, double *sums, double *products) {
    wide sum[channel_vectors] = {0}, product[channel_vectors] = {0};
    vec centre[channel_vectors];
    FERRY_UNROLLED for (size_t v = 0; v < channel_vectors; v++) {
        centre[v] = v * lanes < count ? load_up_to(mean + v * lanes, count - v * lanes) : (vec)(0.0F);
    }
    for (size_t row = 0; row < rows; row++, x += channels, y_gradient += channels) {
        FERRY_UNROLLED for (size_t v = 0; v < channel_vectors; v++) {
            if (v * lanes >= count) break;
            const vec gradient = load_up_to(y_gradient + v * lanes, count - v * lanes);
            const vec centred = load_up_to(x + v * lanes, count - v * lanes) - centre[v];
            sum[v] += FERRY_WIDE(gradient);
            product[v] += FERRY_WIDE(gradient) * FERRY_WIDE(centred);
        }
    }
    add_wide(sums, sum, count);
    add_wide(products, product, count);
}

static void channel_products(size_t rows, size_t channels, const float *x, const float *mean, const float *y_gradient,
                             double *sums, double *products) {
    const size_t block = channel_vectors * lanes;
    size_t channel = 0;
    for (; channel + block <= channels; channel += block) {
        products_of_block(block, rows, channels, x + channel, mean + channel, y_gradient + channel, sums + channel,
                          products + channel);
    }
    if (channel < channels) {
        products_of_block(channels - channel, rows, channels, x + channel, mean + channel, y_gradient + channel,
                          sums + channel, products + channel);
    }
}

static void normalize(size_t rows, size_t channels, const float *x, const float *mean, const float *scale, const float *shift,
                      bool rectifies, float *y) {
    for (size_t channel = 0; channel < channels; channel += lanes) {
        const size_t count = channels - channel;
        const vec centre = load_up_to(mean + channel, count), factor = load_up_to(scale + channel, count);
        const vec offset = load_up_to(shift + channel, count);
        for (size_t row = 0; row < rows; row++) {
            const size_t at = row * channels + channel;
            const vec value = (load_up_to(x + at, count) - centre) * factor + offset;
            store_up_to(y + at, rectifies ? rectified(value) : value, count);
        }
    }
}

static void normalize_gradient(size_t rows, size_t channels, const float *x, const float *mean, const float *y_gradient,
                               const float *y_mean, const float *scale, const float *slope, float *x_gradient) {
    for (size_t channel = 0; channel < channels; channel += lanes) {
        const size_t count = channels - channel;
        const vec centre = load_up_to(mean + channel, count), factor = load_up_to(scale + channel, count);
        const vec tilt = load_up_to(slope + channel, count), y_centre = load_up_to(y_mean + channel, count);
        for (size_t row = 0; row < rows; row++) {
            const size_t at = row * channels + channel;
            const vec centred = load_up_to(x + at, count) - centre, y_centred = load_up_to(y_gradient + at, count) - y_centre;
            store_up_to(x_gradient + at, y_centred * factor + centred * tilt, count);
        }
    }
}
