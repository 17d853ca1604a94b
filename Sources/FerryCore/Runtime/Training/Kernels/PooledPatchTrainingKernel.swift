internal import CFerryKernels

/// A convolution of one channel with 3 × 3 taps, the rectified linear unit and the 2 × 2 max-pooling behind it, where no gradient
/// of the image is asked for.
struct PooledPatchTrainingKernel: TrainingKernel {
    private let instructionSet: InstructionSet
    private let dense: ConvolutionTrainingKernel
    private let convolution: ferry_convolution
    private let images: Int

    /// - Returns: nothing where it is another kind of convolution.
    init?(_ dense: ConvolutionTrainingKernel) {
        (instructionSet, convolution, images) = (dense.instructionSet, dense.convolution, dense.images)
        self.dense = dense
        let w = convolution.window
        guard convolution.isPatch, !dense.wantsInput, w.first_row == 0, w.first_column == 0, w.grid_height + 2 <= w.height,
            w.grid_width + 2 <= w.width
        else { return nil }
    }

    /// Rows of windows, and windows of a row.
    private var rows: Int { convolution.window.grid_height / 2 }
    private var columns: Int { convolution.window.grid_width / 2 }
    private var filters: Int { convolution.group_filters }

    var packedCount: Int { dense.forwardPackedCount }
    /// A byte for each output.
    var savedCount: Int { (images * rows * columns * filters + 3) / 4 }
    var scratchCount: Int {
        var convolution = convolution
        return unsafe ferry_pooled_patches_scratch_count(&convolution)
    }

    func pack(_ parameters: TrainingParameters) { unsafe dense.packForward(parameters) }

    func forward(_ arguments: TrainingArguments) {
        var convolution = convolution
        // Safety: whoever calls sized the buffers by the problem that the convolution was made from.
        unsafe ferry_pooled_patches(
            instructionSet.kernels, &convolution, arguments.input(0), arguments.packed, arguments.output,
            choices(arguments), arguments.scratch, 0, images * rows)
    }

    func backward(_ arguments: TrainingArguments) {
        let kernels = unsafe instructionSet.kernels.pointee
        let choices = unsafe choices(arguments)
        // Safety: as above.
        if dense.wantsBias, let bias = unsafe arguments.inputGradient(2) {
            unsafe kernels.sum_chosen(images * rows * columns, filters, arguments.outputGradient, choices, bias)
        }
        guard dense.wantsKernel, let kernel = unsafe arguments.inputGradient(1) else { return }
        let window = convolution.window
        for image in 0..<images {
            let first = image * rows * columns * filters
            unsafe kernels.pooled_patch_gradient(
                arguments.input(0) + image * window.height * window.width, window.width, rows, columns, filters,
                arguments.outputGradient + first, choices + first, kernel)
        }
    }

    private func choices(_ arguments: TrainingArguments) -> UnsafeMutablePointer<UInt8> {
        // Safety: `savedCount` floats have room for a byte for each output.
        unsafe UnsafeMutableRawPointer(arguments.saved).assumingMemoryBound(to: UInt8.self)
    }
}
