#ifndef FERRY_LOOPS_H
#define FERRY_LOOPS_H
// How the rows of strided loops follow each other.
#include "ferry_kernels.h"

static inline ptrdiff_t loop_offset(const ferry_loops *loops, const ptrdiff_t *steps, const size_t *index) {
    ptrdiff_t offset = 0;
    for (size_t axis = 0; axis < loops->rank; axis++) offset += (ptrdiff_t)index[axis] * steps[axis];
    return offset;
}

/// Moves to the next row of the last axis; false after the last one. `end` is the outermost axis's.
static inline bool next_row(const ferry_loops *loops, size_t end, size_t *index) {
    for (size_t axis = loops->rank - 1; axis-- > 0;) {
        if (++index[axis] < (axis == 0 ? end : loops->sizes[axis])) return true;
        index[axis] = axis == 0 ? index[axis] : 0;
    }
    return false;
}

/// Whether nothing is in them where the outermost axis has `count` elements.
static inline bool loops_are_empty(const ferry_loops *loops, size_t count) {
    for (size_t axis = 1; axis < loops->rank; axis++) count *= loops->sizes[axis];
    return count == 0;
}
#endif
