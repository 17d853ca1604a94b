internal import CFerryKernels

/// A convolution and the rectified linear unit behind it, with the 2 × 2 max-pooling behind that where there is one. Few of its
/// outputs receive a gradient: its backward pass leaves out the others.
struct SparseConvolutionTrainingKernel: TrainingKernel {
    private let instructionSet: InstructionSet
    /// Goes forward where nothing is pooled.
    private let dense: ConvolutionTrainingKernel
    private let convolution: ferry_convolution
    private let images: Int
    private var pools = false

    /// - Returns: nothing where the dense passes serve better.
    init?(_ dense: ConvolutionTrainingKernel) {
        (instructionSet, convolution, images) = (dense.instructionSet, dense.convolution, dense.images)
        self.dense = dense
        guard convolution.rectifies, convolution.suitsSparseGradients(lanes: unsafe instructionSet.kernels.pointee.lanes) else {
            return nil
        }
    }

    private var sparse: ferry_sparse { ferry_sparse(convolution, pools: pools) }
    private var filters: Int { convolution.group_filters }
    /// Outputs of one image.
    private var outputCount: Int {
        let (height, width) = (convolution.window.grid_height, convolution.window.grid_width)
        return (pools ? (height / 2) * (width / 2) : height * width) * filters
    }
    /// Floats that take a byte for each output.
    private var choiceCount: Int { (images * outputCount + 3) / 4 }

    private var forwardCount: Int {
        var convolution = convolution
        return FloatBuffer.aligned(
            unsafe pools
                ? ferry_winograd_packed_count(instructionSet.kernels, &convolution) : dense.forwardPackedCount)
    }
    var packedCount: Int {
        var sparse = sparse
        return unsafe forwardCount + (dense.wantsInput ? ferry_sparse_packed_count(instructionSet.kernels, &sparse) : 0)
    }
    var savedCount: Int { pools ? choiceCount : 0 }
    var scratchCount: Int {
        var (convolution, sparse) = (convolution, sparse)
        let kernels = unsafe instructionSet.kernels
        let forward =
            pools
            ? unsafe ferry_winograd_scratch_count(kernels, &convolution)
            : unsafe ferry_convolve_scratch_count(kernels, &convolution)
        let kernel = unsafe ferry_sparse_scratch_count(kernels, &sparse)
        return max(forward, (pools ? 0 : FloatBuffer.aligned(choiceCount)) + (dense.wantsKernel ? kernel : 0))
    }

    func pack(_ parameters: TrainingParameters) {
        guard let kernel = unsafe parameters[1] else { return }
        var (convolution, sparse) = (convolution, sparse)
        // Safety: whoever calls gave `packed` room for `packedCount` floats; the parameters have the operator's sizes.
        if pools {
            unsafe ferry_winograd_pack(instructionSet.kernels, &convolution, kernel, parameters[2], parameters.packed)
        } else {
            unsafe dense.packForward(parameters)
        }
        guard dense.wantsInput else { return }
        unsafe ferry_sparse_pack(instructionSet.kernels, &sparse, kernel, parameters.packed + forwardCount)
    }

    func forward(_ arguments: TrainingArguments) {
        guard pools else { return unsafe dense.forward(arguments) }
        var convolution = convolution
        // Safety: whoever calls sized the buffers by the problem that the convolution was made from.
        unsafe ferry_winograd_convolve(
            instructionSet.kernels, &convolution, true, arguments.input(0), arguments.packed, arguments.output,
            choices(in: arguments.saved), arguments.scratch, 0, images * outputCount / filters)
    }

    func backward(_ arguments: TrainingArguments) {
        let kernels = unsafe instructionSet.kernels
        var sparse = sparse
        let choices = unsafe choices(in: pools ? arguments.saved : arguments.scratch)
        let scratch = unsafe pools ? arguments.scratch : arguments.scratch + FloatBuffer.aligned(choiceCount)
        // Safety: whoever calls sized the buffers by the problem that the convolution was made from.
        let gradient = unsafe arguments.outputGradient
        if !pools { unsafe kernels.pointee.choose_passed(images * outputCount, arguments.output, gradient, choices) }
        if dense.wantsBias, let bias = unsafe arguments.inputGradient(2) {
            unsafe kernels.pointee.sum_chosen(images * outputCount / filters, filters, gradient, choices, bias)
        }
        if dense.wantsKernel, let kernel = unsafe arguments.inputGradient(1) {
            unsafe ferry_add_sparse_kernel_gradient(
                kernels, &sparse, images, arguments.input(0), gradient, choices, kernel, scratch)
        }
        if let target = unsafe arguments.inputGradient(0) {
            unsafe ferry_sparse_input_gradient(
                kernels, &sparse, images, gradient, choices, arguments.packed + forwardCount, target)
        }
    }

    private func choices(in floats: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<UInt8> {
        // Safety: `choiceCount` floats have room for a byte for each output.
        unsafe UnsafeMutableRawPointer(floats).assumingMemoryBound(to: UInt8.self)
    }

    func absorbing(_ next: any Operator, _ problem: TrainingProblem) -> (any TrainingKernel)? {
        guard !pools, let next = next as? MaxPooling2D, next.halves(problem.sizes), convolution.suitsWinograd else { return nil }
        var kernel = self
        kernel.pools = true
        return kernel
    }
}

extension ferry_sparse {
    /// The backward pass of a convolution, and of the 2 × 2 max-pooling behind it.
    init(_ convolution: ferry_convolution, pools: Bool) {
        let w = convolution.window
        self.init()
        (tap_rows, run, row_step) = (w.tap_rows, w.tap_columns * w.channels, w.width * w.channels)
        image_count = w.height * row_step
        (cell_rows, cell_columns) = pools ? (w.grid_height / 2, w.grid_width / 2) : (w.grid_height, w.grid_width)
        let (down, right) = (w.row_step * row_step, w.column_step * w.channels)
        (cell_row_step, cell_column_step) = pools ? (2 * down, 2 * right) : (down, right)
        choice_count = pools ? 4 : 1
        choice_steps = (0, right, down, down + right)
        filters = convolution.group_filters
    }
}

extension ferry_convolution {
    /// Whether walking single pairs of a position and a filter costs less than dense backward passes: where images stay in the
    /// first-level caches and their tap rows fill vectors.
    func suitsSparseGradients(lanes: Int) -> Bool {
        let w = window
        let reads = Size2D(
            height: (w.grid_height - 1) * w.row_step + w.tap_rows, width: (w.grid_width - 1) * w.column_step + w.tap_columns)
        return groups == 1 && w.tap_rows * w.tap_columns > 1 && w.tap_row_step == 1 && w.tap_column_step == 1
            && w.first_row == 0 && w.first_column == 0 && reads.height <= w.height && reads.width <= w.width
            && w.tap_columns * w.channels >= lanes && w.height * w.width * w.channels <= 1 << 13
            && group_filters <= Int(ferry_sparse_filter_limit)
    }
}
