// Optimizers. Products and sums are rounded one by one, as the frameworks do it: fusing them would change results.

/// The shards' gradients added up in their order, and clipped.
FERRY_INLINE vec gradient_at(const ferry_update *update, size_t i, size_t count) {
    const float *source = update->gradients + i;
    vec sum = load_up_to(source, count);
    for (size_t shard = 1; shard < update->shard_count; shard++) {
        source += update->stride;
        sum += load_up_to(source, count);
    }
    const vec limit = (vec)(update->clip);
    return blend(sum > limit, limit, blend(sum < -limit, -limit, sum));
}

/// The parameters after weight decay.
FERRY_INLINE vec decayed_at(const ferry_update *update, size_t i, size_t count) {
#pragma clang fp contract(off)
    const vec value = load_up_to(update->values + i, count);
    if (update->decay == 0.0F) return value;
    return value - value * (vec)(update->decay) * (vec)(update->rate);
}

FERRY_INLINE void sgd_at(const ferry_update *update, const ferry_sgd *sgd, size_t i, size_t count) {
#pragma clang fp contract(off)
    const vec step = gradient_at(update, i, count) * (vec)(update->rate);
    const vec value = decayed_at(update, i, count);
    if (!sgd->has_momentum) {
        store_up_to(update->values + i, value - step, count);
        return;
    }
    float *const slot = update->slots + i;
    const vec momentum = load_up_to(slot, count) * (vec)(sgd->momentum) - step;
    store_up_to(slot, momentum, count);
    const vec change = sgd->is_nesterov ? momentum * (vec)(sgd->momentum) - step : momentum;
    store_up_to(update->values + i, value + change, count);
}

FERRY_INLINE void adam_at(const ferry_update *update, const ferry_adam *adam, size_t i, size_t count) {
#pragma clang fp contract(off)
    const vec gradient = gradient_at(update, i, count);
    float *const first = update->slots + i, *const second = first + update->stride, *const largest = second + update->stride;
    vec m = load_up_to(first, count), v = load_up_to(second, count);
    m = m + (gradient - m) * (vec)(adam->first_weight);
    v = v + (gradient * gradient - v) * (vec)(adam->second_weight);
    store_up_to(first, m, count);
    store_up_to(second, v, count);
    if (adam->keeps_largest) {
        v = larger(load_up_to(largest, count), v);
        store_up_to(largest, v, count);
    }
    const vec step = m * (vec)(adam->alpha) / (__builtin_elementwise_sqrt(v) + (vec)(adam->epsilon));
    store_up_to(update->values + i, decayed_at(update, i, count) - step, count);
}

FERRY_INLINE void rmsprop_at(const ferry_update *update, const ferry_rmsprop *rmsprop, size_t i, size_t count) {
#pragma clang fp contract(off)
    const vec gradient = gradient_at(update, i, count), rho = (vec)(rmsprop->rho), weight = (vec)(rmsprop->weight);
    float *slot = update->slots + i;
    vec denominator = rho * load_up_to(slot, count) + weight * (gradient * gradient);
    store_up_to(slot, denominator, count);
    float *const momentum_slot = slot + update->stride;
    if (rmsprop->is_centered) {
        slot += rmsprop->has_momentum ? 2 * update->stride : update->stride;
        const vec mean = rho * load_up_to(slot, count) + weight * gradient;
        store_up_to(slot, mean, count);
        denominator = denominator - mean * mean;
    }
    vec step = (vec)(update->rate) * gradient / __builtin_elementwise_sqrt(denominator + (vec)(rmsprop->epsilon));
    if (rmsprop->has_momentum) {
        step = (vec)(rmsprop->momentum) * load_up_to(momentum_slot, count) + step;
        store_up_to(momentum_slot, step, count);
    }
    store_up_to(update->values + i, decayed_at(update, i, count) - step, count);
}

static void sgd(const ferry_update *update, const ferry_sgd *sgd) {
    size_t i = 0;
    for (; i + lanes <= update->count; i += lanes) sgd_at(update, sgd, i, lanes);
    if (i < update->count) sgd_at(update, sgd, i, update->count - i);
}

static void adam(const ferry_update *update, const ferry_adam *adam) {
    size_t i = 0;
    for (; i + lanes <= update->count; i += lanes) adam_at(update, adam, i, lanes);
    if (i < update->count) adam_at(update, adam, i, update->count - i);
}

static void rmsprop(const ferry_update *update, const ferry_rmsprop *rmsprop) {
    size_t i = 0;
    for (; i + lanes <= update->count; i += lanes) rmsprop_at(update, rmsprop, i, lanes);
    if (i < update->count) rmsprop_at(update, rmsprop, i, update->count - i);
}
