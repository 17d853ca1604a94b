#ifndef FERRY_INSTRUCTION_SETS_H
#define FERRY_INSTRUCTION_SETS_H
#include "ferry_kernels.h"

extern const ferry_kernels ferry_scalar_kernels;
#if defined(__x86_64__)
extern const ferry_kernels ferry_avx2_kernels;
extern const ferry_kernels ferry_avx512_kernels;
#endif
#endif
