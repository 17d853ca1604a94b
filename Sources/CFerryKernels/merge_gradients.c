#include "loops.h"

/// In float64: long sums cost no digits.
static float sum_of(size_t count, const float *x) {
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += (double)x[i];
    return (float)sum;
}

void ferry_add_along(const ferry_kernels *kernels, const ferry_loops *loops, const float *x, float *y) {
    if (loops_are_empty(loops, loops->sizes[0])) return;
    const size_t last = loops->rank - 1, row = loops->sizes[last];
    const bool adds_rows = last > 0 && loops->y_steps[last] == 1 && loops->y_steps[last - 1] == 0 &&
                           loops->x_steps[last - 1] == (ptrdiff_t)row;
    size_t index[ferry_rank_limit] = {0};
    do {
        const float *source = x + loop_offset(loops, loops->x_steps, index);
        float *target = y + loop_offset(loops, loops->y_steps, index);
        if (loops->y_steps[last] == 0) {
            *target += sum_of(row, source);
        } else if (adds_rows) {
            kernels->sum_rows(loops->sizes[last - 1], row, source, target);
            index[last - 1] = loops->sizes[last - 1] - 1;
        } else {
            kernels->combine(ferry_add, row, target, 1, source, 1, target);
        }
    } while (next_row(loops, loops->sizes[0], index));
}

static void claim_row(size_t count, const float *x, size_t x_step, const float *y, float *rest, float *x_gradient) {
    for (size_t i = 0; i < count; i++) {
        const bool wins = x[i * x_step] == y[i];
        x_gradient[i] = wins ? rest[i] : 0;
        rest[i] = wins ? 0 : rest[i];
    }
}

void ferry_claim_gradient(const ferry_loops *loops, const float *x, const float *y, float *rest, float *x_gradient) {
    if (loops_are_empty(loops, loops->sizes[0])) return;
    const size_t last = loops->rank - 1;
    size_t index[ferry_rank_limit] = {0};
    do {
        const ptrdiff_t at = loop_offset(loops, loops->y_steps, index);
        claim_row(loops->sizes[last], x + loop_offset(loops, loops->x_steps, index), (size_t)loops->x_steps[last], y + at,
                  rest + at, x_gradient + at);
    } while (next_row(loops, loops->sizes[0], index));
}

static void prelu_row(size_t count, const float *x, const float *alpha, size_t step, const float *y_gradient,
                      float *x_gradient, float *products) {
    for (size_t i = 0; i < count; i++) {
        const float slope = x[i] > 0 ? 1 : x[i] < 0 ? alpha[i * step] : 0;
        const float product = x[i] < 0 ? x[i] * y_gradient[i] : 0;
        if (x_gradient) x_gradient[i] = slope * y_gradient[i];
        if (products) products[i] = product;
    }
}

void ferry_prelu_gradient(const ferry_loops *loops, const float *x, const float *alpha, const float *y_gradient,
                          float *x_gradient, float *products) {
    if (loops_are_empty(loops, loops->sizes[0])) return;
    const size_t last = loops->rank - 1;
    size_t index[ferry_rank_limit] = {0};
    do {
        const ptrdiff_t at = loop_offset(loops, loops->y_steps, index);
        prelu_row(loops->sizes[last], x + at, alpha + loop_offset(loops, loops->x_steps, index),
                  (size_t)loops->x_steps[last], y_gradient + at, x_gradient ? x_gradient + at : NULL,
                  products ? products + at : NULL);
    } while (next_row(loops, loops->sizes[0], index));
}
