#include "instruction_sets.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
#define FERRY_LANES 16
#define FERRY_TILE_ROWS 14
#define FERRY_TABLE ferry_avx512_kernels
#define FERRY_NAME "avx512"
#include "vector_kernels.h"
#pragma clang attribute pop
#endif
