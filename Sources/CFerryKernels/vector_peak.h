// What a processor can do at most, for benchmarks to hold kernels against.

enum { peak_chains = 12 };

static size_t peak_operations(size_t rounds, float *sums) {
    // As many chains as hide the latency of a fused multiply-add, and nothing but registers.
    vec chains[peak_chains];
    FERRY_UNROLLED for (size_t i = 0; i < peak_chains; i++) chains[i] = (vec)((float)i);
    const vec factor = (vec)(0.5F), term = (vec)(sums[0]);
    for (size_t round = 0; round < rounds; round++) {
        FERRY_UNROLLED for (size_t i = 0; i < peak_chains; i++) chains[i] = chains[i] * factor + term;
    }
    vec sum = chains[0];
    FERRY_UNROLLED for (size_t i = 1; i < peak_chains; i++) sum += chains[i];
    for (size_t i = 0; i < lanes; i++) sums[i] = sum[i];
    return rounds * peak_chains * lanes * 2;
}
