internal import CFerryKernels

extension Conv2DTranspose {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        TransposedConvolutionTrainingKernel(self, problem)
    }
}

/// A transposed convolution forward; the convolution that it is the adjoint of backward.
private struct TransposedConvolutionTrainingKernel: TrainingKernel {
    private let instructionSet: InstructionSet
    private let images: Int
    private let transposed: TransposedConvolution
    /// From the output to the input.
    private let convolution: ferry_convolution
    /// Rows of its matrix.
    private let depth: Int
    private let wantsInput: Bool
    private let wantsKernel: Bool

    init(_ operation: Conv2DTranspose, _ problem: TrainingProblem) {
        let geometry = TransposedConvolution.Geometry(operation, problem.sizes)
        instructionSet = problem.sizes.instructionSet
        images = problem.sizes.output[0]
        transposed = TransposedConvolution(geometry, problem.sizes.instructionSet)
        convolution = ferry_convolution(
            ferry_window(
                height: geometry.y.height, width: geometry.y.width, channels: geometry.filters,
                tap_rows: geometry.kernel.height, tap_columns: geometry.kernel.width,
                tap_row_step: geometry.dilation.height, tap_column_step: geometry.dilation.width,
                first_row: -geometry.top, first_column: -geometry.left, row_step: geometry.strides.height,
                column_step: geometry.strides.width, grid_height: geometry.x.height, grid_width: geometry.x.width),
            filters: geometry.channels)
        depth = geometry.kernel.height * geometry.kernel.width * geometry.filters
        (wantsInput, wantsKernel) = (problem.wants(0), problem.wants(1))
    }

    private var channels: Int { convolution.group_filters }
    private var filters: Int { convolution.window.channels }
    private var adjointStart: Int { FloatBuffer.aligned(transposed.packedCount) }

    var packedCount: Int {
        unsafe adjointStart + (wantsInput ? ferry_packed_count(instructionSet.kernels, depth, channels) : 0)
    }

    var scratchCount: Int {
        var convolution = convolution
        let input = unsafe wantsInput ? ferry_convolve_scratch_count(instructionSet.kernels, &convolution) : 0
        let kernel = unsafe wantsKernel ? ferry_kernel_gradient_scratch_count(instructionSet.kernels, &convolution) : 0
        return max(transposed.scratchCount, input, kernel)
    }

    func pack(_ parameters: TrainingParameters) {
        guard let kernel = unsafe parameters[1] else { return }
        // Safety: `packed` has `packedCount` floats; the parameters have the operator's sizes.
        unsafe transposed.pack(kernel, bias: parameters[2].map { unsafe UnsafePointer($0) }, into: parameters.packed)
        guard wantsInput else { return }
        let target = unsafe parameters.packed + adjointStart
        unsafe ferry_pack_rows(instructionSet.kernels, depth, channels, 0, depth, kernel, channels, 1, target)
        unsafe ferry_pack_bias(instructionSet.kernels, channels, nil, target)
    }

    func forward(_ arguments: TrainingArguments) {
        // Safety: whoever calls sized the buffers by the problem that the geometry was made from.
        unsafe transposed.run(
            images: images, arguments.input(0), packed: arguments.packed, into: arguments.output, scratch: arguments.scratch)
    }

    func backward(_ arguments: TrainingArguments) {
        var convolution = convolution
        let window = convolution.window
        let (kernels, gradient) = unsafe (instructionSet.kernels, arguments.outputGradient)
        // Safety: as forward.
        if let bias = unsafe arguments.inputGradient(2) {
            unsafe kernels.pointee.sum_rows(images * window.height * window.width, filters, gradient, bias)
        }
        if let kernel = unsafe arguments.inputGradient(1) {
            unsafe ferry_add_kernel_gradient(
                kernels, &convolution, images, gradient, arguments.input(0), kernel, arguments.scratch)
        }
        if let target = unsafe arguments.inputGradient(0) {
            let panelCount = unsafe ferry_panel_count(kernels, &convolution)
            unsafe ferry_convolve(
                kernels, &convolution, gradient, arguments.packed + adjointStart, target, arguments.scratch, 0,
                images * window.grid_height * window.grid_width, 0, panelCount)
        }
    }
}
