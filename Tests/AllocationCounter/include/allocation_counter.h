#ifndef ALLOCATION_COUNTER_H
#define ALLOCATION_COUNTER_H
#include <stdbool.h>
#include <stddef.h>

/// How often the calling thread asked for memory since it began; 0 where the C library cannot be asked.
size_t allocation_count(void);

/// Whether allocations are counted: with glibc, and without a sanitizer that has an allocator of its own.
bool allocations_are_counted(void);
#endif
