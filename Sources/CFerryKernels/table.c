#include "ferry_kernels.h"
