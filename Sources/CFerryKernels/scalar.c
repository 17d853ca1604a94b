// The baseline: runs on every processor that the build targets. Vectors of four floats are what SSE2 and NEON have; where a
// processor has none, the compiler takes them apart. A tile of 6 × 8 sums is what 16 registers hold.
#define FERRY_LANES 4
#define FERRY_TILE_ROWS 6
#define FERRY_TABLE ferry_scalar_kernels
#define FERRY_NAME "scalar"
#include "vector_kernels.h"
