#include "ferry_kernels.h"

#include <math.h>

/// Comparisons in this order let a not-a-number through.
static inline double clamped(double x, double lowest, double highest) {
    return x < lowest ? lowest : x > highest ? highest : x;
}

/// The exponential's argument is never positive, so that it cannot overflow.
static inline double sigmoid(double x) {
    const double e = exp(-fabs(x));
    return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

static inline double softplus(double x) { return (x < 0 ? 0 : x) + log1p(exp(-fabs(x))); }

static const double selu_alpha = 1.6732632423543772, selu_scale = 1.0507009873554805;
static const double root_half = 0.70710678118654752440, root_two_over_pi = 0.79788456080286535588;

// The switch is outside of the loop: `EXPRESSION` of x, a and b for every element.
#define FERRY_EACH(function, EXPRESSION)                 \
    case function:                                       \
        for (size_t i = 0; i < count; i++) {             \
            const double x = (double)source[i];          \
            target[i] = (float)(EXPRESSION);             \
        }                                                \
        break;

void ferry_activate(ferry_activation function, double a, double b, size_t count, const float *source, float *target) {
    switch (function) {
        FERRY_EACH(ferry_celu, x > 0 ? x : a * expm1(x / a))
        FERRY_EACH(ferry_elu, x > 0 ? x : a * expm1(x))
        FERRY_EACH(ferry_exponential, exp(x))
        FERRY_EACH(ferry_gelu, 0.5 * x * erfc(-x * root_half))
        FERRY_EACH(ferry_gelu_tanh, 0.5 * x * (1 + tanh(root_two_over_pi * (x + 0.044715 * x * x * x))))
        FERRY_EACH(ferry_hard_shrink, fabs(x) <= a ? 0 : x)
        FERRY_EACH(ferry_hard_silu, x * clamped(x / 6 + 0.5, 0, 1))
        FERRY_EACH(ferry_hard_tanh, clamped(x, -1, 1))
        FERRY_EACH(ferry_linear_clip, clamped(a * x + b, 0, 1))
        FERRY_EACH(ferry_log_sigmoid, -softplus(-x))
        FERRY_EACH(ferry_mish, x * tanh(softplus(x)))
        FERRY_EACH(ferry_selu, selu_scale * (x > 0 ? x : selu_alpha * expm1(x)))
        FERRY_EACH(ferry_sigmoid, sigmoid(x))
        FERRY_EACH(ferry_silu, x * sigmoid(x))
        FERRY_EACH(ferry_soft_shrink, x > a ? x - a : x < -a ? x + a : x != x ? x : 0)
        FERRY_EACH(ferry_softplus, softplus(x))
        FERRY_EACH(ferry_softsign, x / (1 + fabs(x)))
        FERRY_EACH(ferry_sparse_plus, x <= -1 ? 0 : x < 1 ? (x + 1) * (x + 1) / 4 : x)
        FERRY_EACH(ferry_sparse_sigmoid, clamped((x + 1) / 2, 0, 1))
        FERRY_EACH(ferry_squareplus, (x + sqrt(x * x + a)) / 2)
        FERRY_EACH(ferry_tanh, tanh(x))
        FERRY_EACH(ferry_tanh_shrink, x - tanh(x))
        FERRY_EACH(ferry_threshold, x <= a ? b : x)
    }
}
