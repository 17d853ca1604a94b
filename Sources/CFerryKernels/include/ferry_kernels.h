#ifndef FERRY_KERNELS_H
#define FERRY_KERNELS_H
/// Ferry's float32 compute kernels.
///
/// Tensors are row-major and channel-last. Pointers need a float's alignment and no more; outputs overlap no input unless a
/// contract says so; a count of 0 does nothing. Nothing here allocates, reads the environment or keeps state. Arguments are
/// trusted: the callers check shapes.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// How a window slides over an image [height, width, channels]: for convolutions and pooling alike. Steps are positive.
///
/// Tap (i, j) at grid position (r, c) reads the input pixel (first_row + r · row_step + i · tap_row_step,
/// first_column + c · column_step + j · tap_column_step). Pixels outside of the image are padding.
typedef struct {
    size_t height, width, channels;
    size_t tap_rows, tap_columns;
    ptrdiff_t tap_row_step, tap_column_step;
    ptrdiff_t first_row, first_column;
    ptrdiff_t row_step, column_step;
    size_t grid_height, grid_width;
} ferry_window;

/// A tile of a matrix product: c[rows × columns] = a · b, with what follows it.
///
/// The depth is `segment_count` runs of `segment_length` elements that lie contiguous in each row of `a`; b is one packed panel,
/// `segment_count · segment_length` rows of `panel_columns` floats. Each element of c is one chain of fused multiply-adds.
typedef struct {
    const float *a;
    /// Elements from one row of a to the next, and from one segment to the next.
    ptrdiff_t a_row_step, segment_step;
    size_t segment_count, segment_length;
    const float *b;
    float *c;
    size_t c_row_step;
    /// At least 1, at most `panel_columns`.
    size_t columns;
    /// `panel_columns` floats, or null.
    const float *bias;
    /// Whether the product is added to what c holds.
    bool accumulates;
    /// Whether max(·, 0) comes last.
    bool rectifies;
} ferry_tile;

/// A tile of a product over grid positions: c[rows × columns] += Σ aᵀ · b.
///
/// At position (i, j, k), of `images` × `rows` × `positions`, the tile's rows lie contiguous at
/// a[i · a_image_step + j · a_row_step + k · a_step] and its columns at b[i · b_image_step + j · b_row_step + k · b_step], of
/// which whole vectors are read. Each element is one chain of fused multiply-adds, added to c.
typedef struct {
    size_t images, rows, positions;
    const float *a;
    ptrdiff_t a_image_step, a_row_step, a_step;
    const float *b;
    size_t b_image_step, b_row_step, b_step;
    float *c;
    size_t c_row_step;
    /// At least 1, at most `panel_columns`.
    size_t columns;
} ferry_outer;

/// y = a ∘ b.
typedef enum {
    ferry_add,
    ferry_subtract,
    ferry_multiply,
    ferry_divide,
    ferry_maximum,
    ferry_minimum,
    /// a where it is not negative, a · b elsewhere.
    ferry_prelu,
} ferry_binary;

/// y = slope · (x − threshold) where x ≤ threshold, 0 where the slope is 0; clamp(x, minimum, maximum) elsewhere.
typedef struct {
    float threshold, slope, minimum, maximum;
} ferry_relu_shape;

/// Some of a model's parameters, with their gradients and what an optimizer keeps beside them.
typedef struct {
    size_t count;
    float *values;
    /// `shard_count` arrays, at least one, `stride` elements from one to the next: added up in their order.
    const float *gradients;
    size_t shard_count;
    /// As many arrays as the optimizer keeps, `stride` elements from one to the next.
    float *slots;
    size_t stride;
    /// The learning rate.
    float rate;
    /// Weight decay: values are lowered by values · decay · rate before the update.
    float decay;
    /// Gradients are clipped to [−clip, clip].
    float clip;
} ferry_update;

/// values −= rate · g; with momentum m = momentum · m − rate · g, values += m, or momentum · m − rate · g by Nesterov.
/// Slots: m where there is momentum.
typedef struct {
    bool has_momentum, is_nesterov;
    float momentum;
} ferry_sgd;

/// Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2014, in the form before its section 2.1: m += (g − m) · first_weight,
/// v += (g² − v) · second_weight, values −= m · alpha / (√v + epsilon). Slots: m, v, and the largest v so far where it is kept.
typedef struct {
    float alpha, first_weight, second_weight, epsilon;
    /// Whether the largest v so far stands in for v: AMSGrad.
    bool keeps_largest;
} ferry_adam;

/// v = rho · v + weight · g², values −= rate · g / √(v + epsilon). Slots: v, the momentum where there is one, and the mean
/// gradient where it is centered.
typedef struct {
    float rho, weight, momentum, epsilon;
    bool has_momentum, is_centered;
} ferry_rmsprop;

/// Which output of a 2 × 2 pooling window won, in row-major order, or that ReLU silenced the window.
enum { ferry_no_choice = 4 };

/// Where a Winograd tile's outputs go: null where there is none.
typedef struct {
    /// In row-major order; the first alone where they are pooled.
    float *outputs[4];
    uint8_t *choices;
} ferry_winograd_target;

/// Most filters of a sparse backward pass.
enum { ferry_sparse_filter_limit = 1024 };

/// The backward pass of a convolution without padding and with taps side by side, whose output gradients are mostly 0. They lie
/// in cells, pooling windows or single positions, each with one choice for every filter: the position that its gradient belongs
/// to, or `ferry_no_choice`.
typedef struct {
    /// Rows of taps; floats of each row, which lie contiguous in the image; floats from one image row to the next.
    size_t tap_rows, run, row_step;
    /// Images of so many floats.
    size_t image_count;
    /// Where the first tap of cell (r, c)'s first position lies in its image: r · cell_row_step + c · cell_column_step.
    size_t cell_rows, cell_columns, cell_row_step, cell_column_step;
    /// How many choices there are, and where each lies from the first.
    size_t choice_count, choice_steps[4];
    /// At most `ferry_sparse_filter_limit`.
    size_t filters;
} ferry_sparse;

/// For each filter the positions that its gradient belongs to, and what it is there; filters lie a limit of pairs apart.
typedef struct {
    /// How many positions each filter has.
    uint32_t *counts;
    /// Where each position's first tap lies from the first image's first pixel.
    uint32_t *offsets;
    float *values;
} ferry_pairs;

/// The vectorised kernels of one instruction set.
typedef struct {
    /// Floats of a vector; vectors of a tap row that one pass of `sparse_kernel` and of `sparse_input` takes at most.
    size_t lanes, sparse_vectors, sparse_input_vectors;

    const char *name;
    /// Columns of a packed panel, and the most rows of a tile.
    size_t panel_columns, tile_rows;

    /// `rows` is at least 1 and at most `tile_rows`.
    void (*tile)(size_t rows, const ferry_tile *tile);

    /// One grid row of a convolution of each channel with its own taps.
    /// image [height, width, channels], weights [taps, channels], bias [channels] or null, y [grid_width, channels].
    void (*depthwise_row)(const ferry_window *window, size_t grid_row, const float *image, const float *weights,
                          const float *bias, bool rectifies, float *y);

    /// One grid row of the windows' maxima, padding left out. image [height, width, channels], y [grid_width, channels].
    void (*maximum_row)(const ferry_window *window, size_t grid_row, const float *image, float *y);

    /// One grid row of the windows' means over the pixels inside the image; shapes as for `maximum_row`.
    void (*average_row)(const ferry_window *window, size_t grid_row, const float *image, float *y);

    /// y[i] = a[i · a_step] ∘ b[i · b_step] with steps 0 or 1; y may be a or b where its step is 1.
    void (*combine)(ferry_binary operation, size_t count, const float *a, size_t a_step, const float *b, size_t b_step,
                    float *y);

    /// y[i] = x[i] · scale[i % period] + shift[i % period]; y may be x.
    void (*scale_shift)(size_t count, size_t period, const float *x, const float *scale, const float *shift, float *y);

    /// y may be x.
    void (*relu)(const ferry_relu_shape *shape, size_t count, const float *x, float *y);

    /// Transforms a tile's 4 × 4 pixels, each [channels]: v[k · step + channel] for k of 16.
    void (*winograd_input)(const float *const pixels[16], size_t channels, float *v, size_t step);

    /// Transforms the 3 × 3 taps of `count` filters, at most `panel_columns`, for one channel: taps[k · tap_step + filter] to
    /// u[k · step + filter]; filters up to `panel_columns` become 0.
    void (*winograd_kernel)(const float *taps, size_t tap_step, size_t count, float *u, size_t step);

    /// Transforms a tile's products m[k · step + filter] of `count` filters back, adds the bias, and pools or not.
    /// m and bias are padded to whole vectors.
    void (*winograd_output)(const float *m, size_t step, const float *bias, bool rectifies, bool pools,
                            const ferry_winograd_target *target, size_t count);

    /// A row of 2 × 2 pooling windows over a convolution of one channel with 3 × 3 taps.
    /// image: its 4 rows of 2 · windows + 2 pixels, `row_step` apart; packed as by `ferry_pack_rows`; y [windows, filters];
    /// choices as for `ferry_winograd_convolve`.
    void (*pooled_patches)(const float *image, size_t row_step, size_t windows, const float *packed, size_t filters,
                           bool rectifies, float *y, uint8_t *choices);

    /// y[c · y_step + r] = x[r · x_step + c], or added to what y holds.
    void (*transpose)(size_t rows, size_t columns, const float *x, size_t x_step, bool adds, float *y, size_t y_step);

    /// Lists the pairs of some images, [images, cells, filters], at most `limit` of each filter.
    void (*list_pairs)(const ferry_sparse *sparse, size_t images, const float *y_gradient, const uint8_t *choices, size_t limit,
                       ferry_pairs *pairs);

    /// Adds value · x[offset + r · row_step + column] of one filter's pairs to sums[rows, vectors · lanes]; at most 3 rows.
    void (*sparse_kernel)(size_t rows, size_t vectors, const float *x, size_t row_step, size_t count, const uint32_t *offsets,
                          const float *values, float *sums);

    /// Adds one image's gradient in one block of taps, [filters, rows, vectors · lanes]; at most 3 rows.
    /// y_gradient, choices [cells, filters]; x_gradient begins at the block's first tap.
    void (*sparse_input)(size_t rows, size_t vectors, const ferry_sparse *sparse, const float *y_gradient,
                         const uint8_t *choices, const float *taps, float *x_gradient);

    /// sums[filters] += the gradients that made a choice. y_gradient, choices [cells, filters].
    void (*sum_chosen)(size_t cells, size_t filters, const float *y_gradient, const uint8_t *choices, float *sums);

    /// Choice 0 where y is positive and its gradient not 0, none elsewhere.
    void (*choose_passed)(size_t count, const float *y, const float *y_gradient, uint8_t *choices);

    /// Adds to the gradient of the taps of `pooled_patches`, [9, filters], what an image adds.
    /// image: 2 · rows + 2 rows of pixels, `row_step` apart; y_gradient, choices [rows, windows, filters].
    void (*pooled_patch_gradient)(const float *image, size_t row_step, size_t rows, size_t windows, size_t filters,
                                  const float *y_gradient, const uint8_t *choices, float *gradient);

    /// Runs `rounds` rounds of fused multiply-adds in registers, for the processor's peak to be measured by.
    /// sums: a vector's floats, so that nothing is optimised away. Returns the floating-point operations.
    size_t (*peak_operations)(size_t rounds, float *sums);

    /// Optimizers' updates, each operation rounded on its own: the same bits on every instruction set.
    void (*sgd)(const ferry_update *update, const ferry_sgd *sgd);
    void (*adam)(const ferry_update *update, const ferry_adam *adam);
    void (*rmsprop)(const ferry_update *update, const ferry_rmsprop *rmsprop);

    /// `rows` is at least 1 and at most `tile_rows`.
    void (*outer)(size_t rows, const ferry_outer *outer);

    /// sums[columns] += the sum of the rows of x [rows, columns].
    void (*sum_rows)(size_t rows, size_t columns, const float *x, float *sums);

    /// Sets gradients to 0 where y = max(·, 0) is not positive.
    void (*rectify_gradient)(size_t count, const float *y, float *gradient);

    /// The gradient of `relu`; x_gradient may be y_gradient.
    void (*relu_gradient)(const ferry_relu_shape *shape, size_t count, const float *x, const float *y_gradient,
                          float *x_gradient);

    /// Adds the gradient of one grid row of `maximum_row` to that of the image: to the first of a window's largest pixels.
    void (*maximum_gradient_row)(const ferry_window *window, size_t grid_row, const float *image, const float *y,
                                 const float *y_gradient, float *image_gradient);

    /// Adds the gradient of one grid row of `average_row` to that of the image.
    void (*average_gradient_row)(const ferry_window *window, size_t grid_row, const float *y_gradient, float *image_gradient);

    /// Adds the gradient of one grid row of `depthwise_row` to that of the image. y_gradient [grid_width, channels].
    void (*depthwise_input_row)(const ferry_window *window, size_t grid_row, const float *y_gradient, const float *weights,
                                float *image_gradient);

    /// Adds the gradient of one grid row of `depthwise_row` to that of the weights, [taps, channels].
    void (*depthwise_kernel_row)(const ferry_window *window, size_t grid_row, const float *image, const float *y_gradient,
                                 float *weight_gradient);

    /// Adds to sums[channels] and squares[channels] those of x [rows, channels].
    void (*channel_moments)(size_t rows, size_t channels, const float *x, double *sums, double *squares);

    /// Adds to sums[channels] those of y_gradient [rows, channels], and to products[channels] those of y_gradient · (x − mean).
    void (*channel_products)(size_t rows, size_t channels, const float *x, const float *mean, const float *y_gradient,
                             double *sums, double *products);

    /// y = (x − mean) · scale + shift, with numbers for each channel. x, y [rows, channels].
    void (*normalize)(size_t rows, size_t channels, const float *x, const float *mean, const float *scale, const float *shift,
                      bool rectifies, float *y);

    /// x_gradient = (y_gradient − y_mean) · scale + (x − mean) · slope, with numbers for each channel.
    void (*normalize_gradient)(size_t rows, size_t channels, const float *x, const float *mean, const float *y_gradient,
                               const float *y_mean, const float *scale, const float *slope, float *x_gradient);
} ferry_kernels;

typedef enum { ferry_scalar, ferry_avx2, ferry_avx512 } ferry_isa;

/// The kernels of an instruction set, or null where this processor or build lacks it. The scalar ones always exist.
const ferry_kernels *ferry_kernels_for(ferry_isa isa);

/// The widest kernels that this processor runs.
const ferry_kernels *ferry_best_kernels(void);

/// A convolution as a matrix product: rows are grid positions, the depth is taps × channels of a group, columns are filters.
///
/// Also a dense layer (1 × 1 taps over an image of one row), and each phase of a transposed convolution.
typedef struct {
    ferry_window window;
    /// Groups of channels, and filters of each group.
    size_t groups, group_filters;
    /// Where the filters of a grid position go: y[y_first + image · y_image_step + row · y_row_step + column · y_column_step].
    size_t y_first, y_image_step, y_row_step, y_column_step;
    /// Whether max(·, 0) follows.
    bool rectifies;
} ferry_convolution;

/// Floats of a packed matrix [depth × columns] with its bias: the bias first, then panels of `panel_columns` columns; both
/// padded to whole panels.
size_t ferry_packed_count(const ferry_kernels *kernels, size_t depth, size_t columns);

/// Packs rows [first_row, first_row + row_count) of a matrix [depth × columns] into `packed`; padding columns become 0.
/// Element (r, c) of these rows is rows[r · row_step + c · column_step].
void ferry_pack_rows(const ferry_kernels *kernels, size_t depth, size_t columns, size_t first_row, size_t row_count,
                     const float *rows, size_t row_step, size_t column_step, float *packed);

/// Packs the bias [columns], or zeros where it is null.
void ferry_pack_bias(const ferry_kernels *kernels, size_t columns, const float *bias, float *packed);

/// Panels of all groups together.
size_t ferry_panel_count(const ferry_kernels *kernels, const ferry_convolution *convolution);

/// What a cut through the grid positions is best a multiple of: whole grid rows, or whole tiles.
size_t ferry_position_quantum(const ferry_kernels *kernels, const ferry_convolution *convolution);

/// Floats of scratch for any one call of `ferry_convolve`.
size_t ferry_convolve_scratch_count(const ferry_kernels *kernels, const ferry_convolution *convolution);

/// Computes grid positions [first, first + count), counted through all images, of panels [first_panel, first_panel + panel_count).
///
/// x [images, height, width, channels]; packed: one matrix [tap_rows · tap_columns · channels/groups × group_filters] for each
/// group, in order. The depth is summed in pieces whose lengths depend on the window alone, so that an element does not depend
/// on how the work is cut.
void ferry_convolve(const ferry_kernels *kernels, const ferry_convolution *convolution, const float *x, const float *packed,
                    float *y, float *scratch, size_t first, size_t count, size_t first_panel, size_t panel_count);

/// Floats of scratch for any one call of `ferry_add_kernel_gradient`.
size_t ferry_kernel_gradient_scratch_count(const ferry_kernels *kernels, const ferry_convolution *convolution);

/// Adds to the gradient of a convolution's kernel, [taps · channels/groups, groups · group_filters], what `images` images add.
///
/// x [images, height, width, channels]; y_gradient lies as y does in `ferry_convolve`.
void ferry_add_kernel_gradient(const ferry_kernels *kernels, const ferry_convolution *convolution, size_t images, const float *x,
                               const float *y_gradient, float *gradient, float *scratch);

/// Most channels of `ferry_winograd_convolve`: each element is one chain of multiply-adds over them.
enum { ferry_winograd_channel_limit = 256 };

/// Convolutions with 3 × 3 taps, steps of 1 and one group, by Winograd's F(2×2, 3×3), with the 2 × 2 max-pooling after it where
/// `pools`, which leaves out the outputs that pooling does not read. Outputs come in tiles of 2 × 2.
///
/// Tiles of an image.
size_t ferry_winograd_tile_count(const ferry_convolution *convolution, bool pools);

size_t ferry_winograd_packed_count(const ferry_kernels *kernels, const ferry_convolution *convolution);

/// Floats of scratch for any one call of `ferry_winograd_convolve`.
size_t ferry_winograd_scratch_count(const ferry_kernels *kernels, const ferry_convolution *convolution);

/// weights [3, 3, channels, filters], bias [filters] or null.
void ferry_winograd_pack(const ferry_kernels *kernels, const ferry_convolution *convolution, const float *weights,
                         const float *bias, float *packed);

/// Computes tiles [first, first + count), counted through all images. x [images, height, width, channels]; y as the window's grid,
/// or [images, grid_height / 2, grid_width / 2, filters] where it is pooled; choices as y, null where nobody asks.
void ferry_winograd_convolve(const ferry_kernels *kernels, const ferry_convolution *convolution, bool pools, const float *x,
                             const float *packed, float *y, uint8_t *choices, float *scratch, size_t first, size_t count);

/// Floats of scratch for any one call of `ferry_pooled_patches`.
size_t ferry_pooled_patches_scratch_count(const ferry_convolution *convolution);

/// A convolution of one channel with 3 × 3 taps and steps of 1, and 2 × 2 max-pooling: rows of windows [first, first + count),
/// counted through all images. x [images, height, width]; packed as by `ferry_pack_rows`;
/// y [images, grid_height / 2, grid_width / 2, filters]; choices as y, null where nobody asks.
void ferry_pooled_patches(const ferry_kernels *kernels, const ferry_convolution *convolution, const float *x,
                          const float *packed, float *y, uint8_t *choices, float *scratch, size_t first, size_t count);

/// Floats of the taps as `ferry_sparse_pack` arranges them.
size_t ferry_sparse_packed_count(const ferry_kernels *kernels, const ferry_sparse *sparse);

/// weights [tap_rows · run, filters].
void ferry_sparse_pack(const ferry_kernels *kernels, const ferry_sparse *sparse, const float *weights, float *packed);

/// Writes over the gradient of `images` images. y_gradient, choices [images, cells, filters]; packed as by `ferry_sparse_pack`.
void ferry_sparse_input_gradient(const ferry_kernels *kernels, const ferry_sparse *sparse, size_t images,
                                 const float *y_gradient, const uint8_t *choices, const float *packed, float *x_gradient);

/// Floats of scratch for `ferry_add_sparse_kernel_gradient`.
size_t ferry_sparse_scratch_count(const ferry_kernels *kernels, const ferry_sparse *sparse);

/// Adds to the gradient of the kernel, [tap_rows · run, filters], what `images` images add.
void ferry_add_sparse_kernel_gradient(const ferry_kernels *kernels, const ferry_sparse *sparse, size_t images, const float *x,
                                      const float *y_gradient, const uint8_t *choices, float *gradient, float *scratch);

/// A convolution of each channel with `multiplier` filters of its own, on grid rows [first_row, first_row + row_count), counted
/// through all images. x [images, height, width, channels], weights [taps, channels · multiplier] with output channel
/// c · multiplier + m, bias [channels · multiplier] or null, y [row_count, grid_width, channels · multiplier].
void ferry_depthwise(const ferry_kernels *kernels, const ferry_window *window, size_t multiplier, const float *x,
                     const float *weights, const float *bias, bool rectifies, float *y, size_t first_row, size_t row_count);

/// Writes over the gradient of `images` images, from what `ferry_depthwise` computed of them.
void ferry_depthwise_input_gradient(const ferry_kernels *kernels, const ferry_window *window, size_t multiplier, size_t images,
                                    const float *weights, const float *y_gradient, float *x_gradient);

/// Adds to the gradient of the weights, [taps, channels · multiplier], what `images` images add.
void ferry_add_depthwise_kernel_gradient(const ferry_kernels *kernels, const ferry_window *window, size_t multiplier,
                                         size_t images, const float *x, const float *y_gradient, float *gradient);

/// Most axes of a strided loop.
enum { ferry_rank_limit = 8 };

/// Axes of nested loops over tensors, outermost first; a step of 0 repeats an element along the axis.
typedef struct {
    /// 1 to `ferry_rank_limit`.
    size_t rank;
    size_t sizes[ferry_rank_limit];
    ptrdiff_t x_steps[ferry_rank_limit], y_steps[ferry_rank_limit];
} ferry_loops;

/// Copies x to y along strided loops, on [first, first + count) of the outermost axis: transposes, crops, repeats, concatenates.
void ferry_copy(const ferry_loops *loops, size_t first, size_t count, const float *x, float *y);

/// y = a ∘ x along strided loops, on [first, first + count) of the outermost axis. a and y lie at `y_steps`, of which the last
/// is 1; x lies at `x_steps`, of which the last is 0 or 1. y may be a.
void ferry_combine(const ferry_kernels *kernels, ferry_binary operation, const ferry_loops *loops, size_t first, size_t count,
                   const float *a, const float *x, float *y);

/// One row of bilinear interpolation: y[j] lies between the columns `left[j]` and `right[j]` of the two input rows.
/// upper, lower [width, channels]; y [count, channels]; fractions from 0 (upper, left) to 1.
void ferry_interpolate_row(size_t count, size_t channels, const float *upper, const float *lower, float row_fraction,
                           const uint32_t *left, const uint32_t *right, const float *column_fractions, float *y);

/// Means over pixels of channels [first, first + count), summed in float64. x [pixels, channels], y [channels].
void ferry_global_average(size_t pixels, size_t channels, const float *x, float *y, size_t first, size_t count);

/// Maxima over pixels, as `ferry_global_average`.
void ferry_global_maximum(size_t pixels, size_t channels, const float *x, float *y, size_t first, size_t count);

/// Pointwise functions, computed in float64 and rounded once. a and b are the parameters.
typedef enum {
    ferry_celu,          ///< x > 0 ? x : a (exp(x/a) − 1)
    ferry_elu,           ///< x > 0 ? x : a (exp(x) − 1)
    ferry_exponential,   ///< exp(x)
    ferry_gelu,          ///< x Φ(x), Φ the normal distribution
    ferry_gelu_tanh,     ///< x/2 (1 + tanh(√(2/π) (x + 0.044715 x³)))
    ferry_hard_shrink,   ///< |x| > a ? x : 0
    ferry_hard_silu,     ///< x clamp(x/6 + 1/2, 0, 1)
    ferry_hard_tanh,     ///< clamp(x, −1, 1)
    ferry_linear_clip,   ///< clamp(a x + b, 0, 1)
    ferry_log_sigmoid,   ///< −log(1 + exp(−x))
    ferry_mish,          ///< x tanh(log(1 + exp(x)))
    ferry_selu,          ///< Klambauer et al., "Self-Normalizing Neural Networks", 2017
    ferry_sigmoid,       ///< 1/(1 + exp(−x))
    ferry_silu,          ///< x/(1 + exp(−x))
    ferry_soft_shrink,   ///< x > a ? x − a : x < −a ? x + a : 0
    ferry_softplus,      ///< log(1 + exp(x))
    ferry_softsign,      ///< x/(1 + |x|)
    ferry_sparse_plus,   ///< 0 up to −1, (x + 1)²/4, x from 1 on
    ferry_sparse_sigmoid,  ///< 0 up to −1, (x + 1)/2, 1 from 1 on
    ferry_squareplus,    ///< (x + √(x² + a))/2
    ferry_tanh,          ///< tanh(x)
    ferry_tanh_shrink,   ///< x − tanh(x)
    ferry_threshold,     ///< x > a ? x : b
} ferry_activation;

/// y[i] = f(x[i]); y may be x.
void ferry_activate(ferry_activation function, double a, double b, size_t count, const float *x, float *y);

/// x_gradient[i] = f'(x[i]) · y_gradient[i], where y = f(x); at a kink the slope of the branch that f takes there. x_gradient may
/// be y_gradient.
void ferry_activate_gradient(ferry_activation function, double a, double b, size_t count, const float *x, const float *y,
                             const float *y_gradient, float *x_gradient);

/// Functions of a vector of `count` elements that lie `step` apart in x and y; sums are taken in float64. y may be x.
///
/// exp(x − max) over its sum.
void ferry_softmax(size_t count, size_t step, const float *x, float *y);
/// x − max − log of the sum of exp(x − max).
void ferry_log_softmax(size_t count, size_t step, const float *x, float *y);
/// max(x − τ, 0) with the threshold τ as Keras computes it: (Σ − 1)/k, where Σ adds up the cumulative sums of the k elements of
/// the support, in descending order.
void ferry_sparsemax(size_t count, size_t step, const float *x, float *y);

/// The gradients of these from their results; x_gradient may be y_gradient.
void ferry_softmax_gradient(size_t count, size_t step, const float *y, const float *y_gradient, float *x_gradient);
void ferry_log_softmax_gradient(size_t count, size_t step, const float *y, const float *y_gradient, float *x_gradient);
/// The threshold moves with the i-th largest of the support's k elements by (k − i + 1)/k, and against all positive y.
void ferry_sparsemax_gradient(size_t count, size_t step, const float *x, const float *y, const float *y_gradient,
                              float *x_gradient);

/// a · sigmoid(b) for `count` elements that lie contiguous; y may be a or b.
void ferry_gated_linear(size_t count, const float *a, const float *b, float *y);

/// (x − mean)/√(variance + epsilon) · gamma + beta over `count` elements at x[offsets[i]], or at x[i] where offsets is null.
/// gamma, beta [count] or null; y at the same offsets. Moments are taken in float64, in two passes. y may be x.
void ferry_layer_norm(size_t count, const uint32_t *offsets, double epsilon, const float *gamma, const float *beta,
                      const float *x, float *y);

/// The gradients of both of its operands.
void ferry_gated_linear_gradient(size_t count, const float *a, const float *b, const float *y_gradient, float *a_gradient,
                                 float *b_gradient);

/// The gradient of `ferry_layer_norm`, at the same offsets; adds to those of gamma and beta. Each of the three may be null.
void ferry_layer_norm_gradient(size_t count, const uint32_t *offsets, double epsilon, const float *gamma, const float *x,
                               const float *y_gradient, float *x_gradient, float *gamma_gradient, float *beta_gradient);

/// y += x, added up along the axes where y's step is 0. x lies at `x_steps`, of which the last is 1, and y at `y_steps`, of which
/// the last is 0 or 1.
void ferry_add_along(const ferry_kernels *kernels, const ferry_loops *loops, const float *x, float *y);

/// Where an operand x of a maximum or minimum y is the result, it takes what is left of the gradient: x_gradient = rest, rest = 0;
/// elsewhere x_gradient = 0. x lies at `x_steps`, the others at `y_steps`, of which the last is 1.
void ferry_claim_gradient(const ferry_loops *loops, const float *x, const float *y, float *rest, float *x_gradient);

/// The gradient of `ferry_prelu` with respect to x, 0 at its kink, and min(x, 0) · y_gradient, of which the gradient with respect to
/// alpha is the sum. alpha lies at `x_steps`, the others at `y_steps`, of which the last is 1; results may be null.
void ferry_prelu_gradient(const ferry_loops *loops, const float *x, const float *alpha, const float *y_gradient,
                          float *x_gradient, float *products);

/// The gradient of `ferry_global_maximum`, shared evenly by a channel's largest pixels.
void ferry_global_maximum_gradient(size_t pixels, size_t channels, const float *x, const float *y, const float *y_gradient,
                                   float *x_gradient);

/// Adds the gradient of `ferry_interpolate_row` to those of its two input rows, which may be the same.
void ferry_interpolate_row_gradient(size_t count, size_t channels, float row_fraction, const uint32_t *left,
                                    const uint32_t *right, const float *column_fractions, const float *y_gradient,
                                    float *upper_gradient, float *lower_gradient);

/// What stands beyond the first and the last pixel of an axis that holds a b c d.
typedef enum {
    /// a a a | a b c d | d d d
    ferry_border_nearest,
    /// The fill value.
    ferry_border_constant,
    /// c b a | a b c d | d c b
    ferry_border_reflect,
    /// b c d | a b c d | a b c, as SciPy has it: the last pixel and the first one coincide.
    ferry_border_wrap,
} ferry_border;

/// A picture [height, width, channels] seen through an affine map, of fewer than 2³¹ samples.
///
/// Output pixel (i, j) is interpolated between the four input pixels around (row · (i, j, 1), column · (i, j, 1)). Flips turn
/// the finished picture.
typedef struct {
    size_t height, width, channels;
    double row[3], column[3];
    ferry_border border;
    float fill;
    bool flips_rows, flips_columns;
} ferry_resampling;

/// output [height, width, channels], of bytes divided by 255; the same on every instruction set. The map is finite.
void ferry_resample_bytes(const ferry_resampling *resampling, const uint8_t *picture, float *output);
void ferry_resample_floats(const ferry_resampling *resampling, const float *picture, float *output);

/// Tells the processor that this thread waits for another one's store.
static inline void ferry_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}
#endif
