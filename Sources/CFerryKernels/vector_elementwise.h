// Element by element. Counts that do not divide by the vector's length end in an incomplete vector.

FERRY_INLINE vec binary(ferry_binary operation, vec a, vec b) {
    switch (operation) {
    case ferry_add: return a + b;
    case ferry_subtract: return a - b;
    case ferry_multiply: return a * b;
    case ferry_divide: return a / b;
    case ferry_maximum: return larger(a, b);
    case ferry_minimum: return smaller(a, b);
    case ferry_prelu: return blend(a < (vec)(0.0F), a * b, a);
    }
    return a;
}

FERRY_INLINE vec load_at(const float *source, size_t i, size_t step, size_t count) {
    if (step == 0) return (vec)(source[0]);
    return count < lanes ? load_first(source + i, count) : load(source + i);
}

FERRY_INLINE void combine_as(ferry_binary operation, size_t count, const float *a, size_t a_step, const float *b,
                             size_t b_step, float *y) {
    size_t i = 0;
    for (; i + lanes <= count; i += lanes) {
        store(y + i, binary(operation, load_at(a, i, a_step, lanes), load_at(b, i, b_step, lanes)));
    }
    if (i < count) {
        const size_t rest = count - i;
        store_first(y + i, binary(operation, load_at(a, i, a_step, rest), load_at(b, i, b_step, rest)), rest);
    }
}

static void combine(ferry_binary operation, size_t count, const float *a, size_t a_step, const float *b, size_t b_step,
                    float *y) {
    switch (operation) {
    case ferry_add: combine_as(ferry_add, count, a, a_step, b, b_step, y); break;
    case ferry_subtract: combine_as(ferry_subtract, count, a, a_step, b, b_step, y); break;
    case ferry_multiply: combine_as(ferry_multiply, count, a, a_step, b, b_step, y); break;
    case ferry_divide: combine_as(ferry_divide, count, a, a_step, b, b_step, y); break;
    case ferry_maximum: combine_as(ferry_maximum, count, a, a_step, b, b_step, y); break;
    case ferry_minimum: combine_as(ferry_minimum, count, a, a_step, b, b_step, y); break;
    case ferry_prelu: combine_as(ferry_prelu, count, a, a_step, b, b_step, y); break;
    }
}

static void scale_shift(size_t count, size_t period, const float *x, const float *scale, const float *shift, float *y) {
    for (size_t start = 0; start < count; start += period) {
        const size_t end = count - start < period ? count - start : period;
        size_t i = 0;
        for (; i + lanes <= end; i += lanes) {
            store(y + start + i, load(x + start + i) * load(scale + i) + load(shift + i));
        }
        if (i < end) {
            const size_t rest = end - i;
            const vec value = load_first(x + start + i, rest) * load_first(scale + i, rest) + load_first(shift + i, rest);
            store_first(y + start + i, value, rest);
        }
    }
}

FERRY_INLINE vec relu_vector(const ferry_relu_shape *shape, vec x) {
    const vec threshold = (vec)(shape->threshold), minimum = (vec)(shape->minimum), maximum = (vec)(shape->maximum);
    const vec line = shape->slope == 0.0F ? (vec)(0.0F) : (vec)(shape->slope) * (x - threshold);
    const vec clamped = blend(x < minimum, minimum, blend(x > maximum, maximum, x));
    return blend(x <= threshold, line, clamped);
}

static void relu(const ferry_relu_shape *shape, size_t count, const float *x, float *y) {
    size_t i = 0;
    for (; i + lanes <= count; i += lanes) store(y + i, relu_vector(shape, load(x + i)));
    if (i < count) store_first(y + i, relu_vector(shape, load_first(x + i, count - i)), count - i);
}
