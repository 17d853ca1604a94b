// The vocabulary of the vectorised kernels. Included once by each instruction set's file, which defines FERRY_LANES (floats of
// a vector) and FERRY_TILE_ROWS (rows of a matrix tile), and pushes the target attribute.
//
// Clang's vector extensions and not intrinsics: one source serves every instruction set, arm64 among them, and an unoptimised
// build runs it several times faster.
#include <stddef.h>

#define FERRY_INLINE static inline __attribute__((always_inline))
#define FERRY_UNROLLED _Pragma("clang loop unroll(full)")

typedef float vec __attribute__((ext_vector_type(FERRY_LANES)));
typedef int vec_mask __attribute__((ext_vector_type(FERRY_LANES)));

enum { lanes = FERRY_LANES };

FERRY_INLINE vec load(const float *source) {
    vec value;
    __builtin_memcpy(&value, source, sizeof value);
    return value;
}

FERRY_INLINE void store(float *target, vec value) {
    __builtin_memcpy(target, &value, sizeof value);
}

/// The first `count` lanes, fewer than a vector's; the rest is 0.
FERRY_INLINE vec load_first(const float *source, size_t count) {
    float lane[lanes] = {0};
    for (size_t i = 0; i < count; i++) lane[i] = source[i];
    return load(lane);
}

FERRY_INLINE void store_first(float *target, vec value, size_t count) {
    float lane[lanes];
    store(lane, value);
    for (size_t i = 0; i < count; i++) target[i] = lane[i];
}

/// All lanes, or the first `count` where that is fewer.
FERRY_INLINE vec load_up_to(const float *source, size_t count) {
    return count < lanes ? load_first(source, count) : load(source);
}

FERRY_INLINE void store_up_to(float *target, vec value, size_t count) {
    if (count < lanes) store_first(target, value, count);
    else store(target, value);
}

FERRY_INLINE vec blend(vec_mask mask, vec yes, vec no) {
    return (vec)(((vec_mask)yes & mask) | ((vec_mask)no & ~mask));
}

/// Not a number where one of them is none.
FERRY_INLINE vec larger(vec a, vec b) { return blend((a != a) | (a > b), a, b); }

FERRY_INLINE vec smaller(vec a, vec b) { return blend((a != a) | (a < b), a, b); }

/// max(value, 0), and NaN where it is NaN.
FERRY_INLINE vec rectified(vec value) {
    return (vec)((vec_mask)value & ~(value < (vec)(0.0F)));
}
