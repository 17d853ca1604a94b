#include "ferry_kernels.h"

#include <math.h>

/// The exponential's argument is never positive, so that it cannot overflow.
static inline double sigmoid(double x) {
    const double e = exp(-fabs(x));
    return x < 0 ? e / (1 + e) : 1 / (1 + e);
}

static inline double softplus(double x) { return (x < 0 ? 0 : x) + log1p(exp(-fabs(x))); }

static const double selu_alpha = 1.6732632423543772, selu_scale = 1.0507009873554805;
static const double root_half = 0.70710678118654752440, root_two_over_pi = 0.79788456080286535588;
static const double inverse_root_two_pi = 0.39894228040143267794;

static inline double gelu_slope(double x) {
    return 0.5 * erfc(-x * root_half) + x * inverse_root_two_pi * exp(-0.5 * x * x);
}

static inline double gelu_tanh_slope(double x) {
    const double t = tanh(root_two_over_pi * (x + 0.044715 * x * x * x));
    return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * root_two_over_pi * (1 + 3 * 0.044715 * x * x);
}

static inline double mish_slope(double x) {
    const double t = tanh(softplus(x));
    return t + x * (1 - t * t) * sigmoid(x);
}

static inline double silu_slope(double x) {
    const double s = sigmoid(x);
    return s * (1 + x * (1 - s));
}

static inline double square(double x) { return x * x; }

// The switch is outside of the loop: `SLOPE` of x, y, a and b for every element.
#define FERRY_EACH(function, SLOPE)                                 \
    case function:                                                  \
        for (size_t i = 0; i < count; i++) {                        \
            const double x = (double)source[i];                     \
            target[i] = (float)((SLOPE) * (double)gradient[i]);     \
        }                                                           \
        break;

// The same in float32 from the result alone: the slope costs no second exponential.
#define FERRY_EACH_FROM_RESULT(function, SLOPE)                             \
    case function:                                                          \
        for (size_t i = 0; i < count; i++) {                                \
            const float y = result[i];                                      \
            target[i] = (SLOPE) * gradient[i];                              \
        }                                                                   \
        break;

void ferry_activate_gradient(ferry_activation function, double a, double b, size_t count, const float *source,
                             const float *result, const float *gradient, float *target) {
    switch (function) {
        FERRY_EACH_FROM_RESULT(ferry_exponential, y)
        FERRY_EACH_FROM_RESULT(ferry_sigmoid, y * (1 - y))
        FERRY_EACH_FROM_RESULT(ferry_tanh, (1 - y) * (1 + y))
        FERRY_EACH(ferry_celu, x > 0 ? 1 : exp(x / a))
        FERRY_EACH(ferry_elu, x > 0 ? 1 : a * exp(x))
        FERRY_EACH(ferry_gelu, gelu_slope(x))
        FERRY_EACH(ferry_gelu_tanh, gelu_tanh_slope(x))
        FERRY_EACH(ferry_hard_shrink, fabs(x) <= a ? 0 : 1)
        FERRY_EACH(ferry_hard_silu, x < -3 ? 0 : x > 3 ? 1 : x / 3 + 0.5)
        FERRY_EACH(ferry_hard_tanh, x < -1 || x > 1 ? 0 : 1)
        FERRY_EACH(ferry_linear_clip, a * x + b < 0 || a * x + b > 1 ? 0 : a)
        FERRY_EACH(ferry_log_sigmoid, sigmoid(-x))
        FERRY_EACH(ferry_mish, mish_slope(x))
        FERRY_EACH(ferry_selu, selu_scale * (x > 0 ? 1 : selu_alpha * exp(x)))
        FERRY_EACH(ferry_silu, silu_slope(x))
        FERRY_EACH(ferry_soft_shrink, x > a || x < -a ? 1 : 0)
        FERRY_EACH(ferry_softplus, sigmoid(x))
        FERRY_EACH(ferry_softsign, 1 / square(1 + fabs(x)))
        FERRY_EACH(ferry_sparse_plus, x <= -1 ? 0 : x < 1 ? (x + 1) / 2 : 1)
        FERRY_EACH(ferry_sparse_sigmoid, x < -1 || x > 1 ? 0 : 0.5)
        FERRY_EACH(ferry_squareplus, (1 + x / sqrt(x * x + a)) / 2)
        FERRY_EACH(ferry_tanh_shrink, square(tanh(x)))
        FERRY_EACH(ferry_threshold, x <= a ? 0 : 1)
    }
}
