// Every vectorised kernel, for the instruction set whose file includes this.
#include "instruction_sets.h"
#include "vector.h"
// vector.h comes first: the others use its words.
#include "vector_elementwise.h"
#include "vector_tile.h"
#include "vector_updates.h"
#include "vector_windows.h"
#include "vector_gradients.h"
#include "vector_depthwise.h"
#include "vector_normalizations.h"
#include "vector_winograd.h"
#include "vector_patches.h"
#include "vector_sparse.h"
#include "vector_transpose.h"
#include "vector_peak.h"

const ferry_kernels FERRY_TABLE = {
    .lanes = lanes,
    .sparse_vectors = sparse_vectors,
    .sparse_input_vectors = sparse_input_vectors,
    .name = FERRY_NAME,
    .panel_columns = panel_columns,
    .tile_rows = FERRY_TILE_ROWS,
    .tile = tile,
    .depthwise_row = depthwise_row,
    .maximum_row = maximum_row,
    .average_row = average_row,
    .combine = combine,
    .scale_shift = scale_shift,
    .relu = relu,
    .winograd_input = winograd_input,
    .winograd_kernel = winograd_kernel,
    .winograd_output = winograd_output,
    .pooled_patches = pooled_patches,
    .transpose = transpose,
    .list_pairs = list_pairs,
    .sparse_kernel = sparse_kernel,
    .sparse_input = sparse_input,
    .sum_chosen = sum_chosen,
    .choose_passed = choose_passed,
    .pooled_patch_gradient = pooled_patch_gradient,
    .peak_operations = peak_operations,
    .sgd = sgd,
    .adam = adam,
    .rmsprop = rmsprop,
    .outer = outer,
    .sum_rows = sum_rows,
    .rectify_gradient = rectify_gradient,
    .relu_gradient = relu_gradient,
    .maximum_gradient_row = maximum_gradient_row,
    .average_gradient_row = average_gradient_row,
    .depthwise_input_row = depthwise_input_row,
    .depthwise_kernel_row = depthwise_kernel_row,
    .channel_moments = channel_moments,
    .channel_products = channel_products,
    .normalize = normalize,
    .normalize_gradient = normalize_gradient,
};
