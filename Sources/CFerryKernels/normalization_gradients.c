#include "ferry_kernels.h"

#include <math.h>

static inline size_t place(const uint32_t *offsets, size_t i) { return offsets ? offsets[i] : i; }

void ferry_layer_norm_gradient(size_t count, const uint32_t *offsets, double epsilon, const float *gamma, const float *x,
                               const float *y_gradient, float *x_gradient, float *gamma_gradient, float *beta_gradient) {
    double sum = 0, squares = 0;
    for (size_t i = 0; i < count; i++) sum += (double)x[place(offsets, i)];
    const double mean = sum / (double)count;
    for (size_t i = 0; i < count; i++) {
        const double difference = (double)x[place(offsets, i)] - mean;
        squares += difference * difference;
    }
    const double factor = 1 / sqrt(squares / (double)count + epsilon);
    double gradients = 0, products = 0;
    for (size_t i = 0; i < count; i++) {
        const size_t at = place(offsets, i);
        const double normalised = ((double)x[at] - mean) * factor, gradient = (double)y_gradient[at];
        const double scaled = gradient * (gamma ? (double)gamma[i] : 1);
        gradients += scaled;
        products += scaled * normalised;
        if (gamma_gradient) gamma_gradient[i] += (float)(gradient * normalised);
        if (beta_gradient) beta_gradient[i] += y_gradient[at];
    }
    for (size_t i = 0; x_gradient && i < count; i++) {
        const size_t at = place(offsets, i);
        const double normalised = ((double)x[at] - mean) * factor;
        const double scaled = (double)y_gradient[at] * (gamma ? (double)gamma[i] : 1);
        x_gradient[at] = (float)(factor * (scaled - (gradients + normalised * products) / (double)count));
    }
}

void ferry_gated_linear_gradient(size_t count, const float *a, const float *b, const float *y_gradient, float *a_gradient,
                                 float *b_gradient) {
    for (size_t i = 0; i < count; i++) {
        // The exponential's argument is never positive, so that it cannot overflow.
        const double e = exp(-fabs((double)b[i])), gradient = (double)y_gradient[i];
        const double gate = (b[i] < 0 ? e : 1) / (1 + e), slope = e / ((1 + e) * (1 + e));
        a_gradient[i] = (float)(gradient * gate);
        b_gradient[i] = (float)(gradient * (double)a[i] * slope);
    }
}
