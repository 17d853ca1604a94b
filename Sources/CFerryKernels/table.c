#include "instruction_sets.h"

const ferry_kernels *ferry_kernels_for(ferry_isa isa) {
    if (isa == ferry_scalar) return &ferry_scalar_kernels;
#if defined(__x86_64__)
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (isa == ferry_avx2 && has_avx2) return &ferry_avx2_kernels;
    if (isa == ferry_avx512 && has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
        return &ferry_avx512_kernels;
    }
#endif
    return NULL;
}

const ferry_kernels *ferry_best_kernels(void) {
    for (int isa = ferry_avx512; isa > ferry_scalar; isa--) {
        const ferry_kernels *kernels = ferry_kernels_for((ferry_isa)isa);
        if (kernels) return kernels;
    }
    return &ferry_scalar_kernels;
}
