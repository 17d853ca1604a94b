#include "ferry_kernels.h"

#include <math.h>

/// Not a number where one of them is none.
static float largest(size_t count, size_t step, const float *x) {
    float value = -INFINITY;
    for (size_t i = 0; i < count; i++) value = value > x[i * step] || value != value ? value : x[i * step];
    return value;
}

void ferry_softmax(size_t count, size_t step, const float *x, float *y) {
    const double top = (double)largest(count, step, x);
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const double e = exp((double)x[i * step] - top);
        sum += e;
        y[i * step] = (float)e;
    }
    for (size_t i = 0; i < count; i++) y[i * step] = (float)((double)y[i * step] / sum);
}

void ferry_log_softmax(size_t count, size_t step, const float *x, float *y) {
    const double top = (double)largest(count, step, x);
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += exp((double)x[i * step] - top);
    const double offset = top + log(sum);
    for (size_t i = 0; i < count; i++) y[i * step] = (float)((double)x[i * step] - offset);
}

void ferry_softmax_gradient(size_t count, size_t step, const float *y, const float *y_gradient, float *x_gradient) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += (double)y[i * step] * (double)y_gradient[i * step];
    for (size_t i = 0; i < count; i++) {
        x_gradient[i * step] = (float)((double)y[i * step] * ((double)y_gradient[i * step] - sum));
    }
}

void ferry_log_softmax_gradient(size_t count, size_t step, const float *y, const float *y_gradient, float *x_gradient) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += (double)y_gradient[i * step];
    for (size_t i = 0; i < count; i++) {
        x_gradient[i * step] = (float)((double)y_gradient[i * step] - exp((double)y[i * step]) * sum);
    }
}

/// An element's place in descending order: by value, equal ones by index.
typedef struct {
    float value;
    size_t index;
} rank;

/// The element that follows `last` in descending order; its index is `count` after the last one.
static rank next_lower(size_t count, size_t step, const float *x, rank last) {
    rank best = {-INFINITY, count};
    for (size_t i = 0; i < count; i++) {
        const float value = x[i * step];
        const bool follows = value < last.value || (value == last.value && i > last.index);
        if (follows && (value > best.value || best.index == count)) best = (rank){value, i};
    }
    return best;
}

/// The elements that the threshold depends on, and it.
typedef struct {
    size_t count;
    double threshold;
} support;

/// Selecting the support one by one needs no sorted copy, and it is short: its elements lie within 1 of the largest.
static support support_of(size_t count, size_t step, const float *x) {
    double sum = 0, support_sum = 0;
    size_t size = 0;
    for (rank last = {INFINITY, 0}; size < count; size++) {
        last = next_lower(count, step, x, last);
        sum += (double)last.value;
        if (!((double)last.value - (sum - 1) / (double)(size + 1) > 0)) break;
        support_sum += sum;
    }
    return (support){size, (support_sum - 1) / (double)size};
}

void ferry_sparsemax(size_t count, size_t step, const float *x, float *y) {
    const double threshold = support_of(count, step, x).threshold;
    for (size_t i = 0; i < count; i++) {
        const double value = (double)x[i * step] - threshold;
        y[i * step] = (float)(value < 0 ? 0 : value);
    }
}

void ferry_sparsemax_gradient(size_t count, size_t step, const float *x, const float *y, const float *y_gradient,
                              float *x_gradient) {
    const size_t size = support_of(count, step, x).count;
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        const float gradient = y[i * step] > 0 ? y_gradient[i * step] : 0;
        sum += (double)gradient;
        x_gradient[i * step] = gradient;
    }
    rank last = {INFINITY, 0};
    for (size_t i = 0; i < size; i++) {
        last = next_lower(count, step, x, last);
        float *target = x_gradient + last.index * step;
        *target = (float)((double)*target - sum * (double)(size - i) / (double)size);
    }
}

void ferry_gated_linear(size_t count, const float *a, const float *b, float *y) {
    for (size_t i = 0; i < count; i++) y[i] = (float)((double)a[i] / (1 + exp(-(double)b[i])));
}

static inline size_t place(const uint32_t *offsets, size_t i) { return offsets ? offsets[i] : i; }

void ferry_layer_norm(size_t count, const uint32_t *offsets, double epsilon, const float *gamma, const float *beta,
                      const float *x, float *y) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) sum += (double)x[place(offsets, i)];
    const double mean = sum / (double)count;
    for (size_t i = 0; i < count; i++) {
        const double difference = (double)x[place(offsets, i)] - mean;
        squares += difference * difference;
    }
    const double factor = 1 / sqrt(squares / (double)count + epsilon);
    for (size_t i = 0; i < count; i++) {
        const double normalised = ((double)x[place(offsets, i)] - mean) * factor;
        const double scale = gamma ? (double)gamma[i] : 1, shift = beta ? (double)beta[i] : 0;
        y[place(offsets, i)] = (float)(normalised * scale + shift);
    }
}
