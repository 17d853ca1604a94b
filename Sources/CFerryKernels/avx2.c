#include "instruction_sets.h"
#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define FERRY_LANES 8
#define FERRY_TILE_ROWS 6
#define FERRY_TABLE ferry_avx2_kernels
#define FERRY_NAME "avx2"
#include "vector_kernels.h"
#pragma clang attribute pop
#endif
