internal import CFerryKernels

/// Conv2D and Dense: a matrix product, its transpose for the input, and a product over all positions for the kernel.
struct ConvolutionTrainingKernel: TrainingKernel {
    let instructionSet: InstructionSet
    private(set) var convolution: ferry_convolution
    let images: Int
    /// Images that pass through all of the backward pass together, enough of them for full tiles.
    private let chunk: Int
    /// Rows of one group's matrix.
    private let depth: Int
    /// The input's gradient; nothing where it is not asked for.
    private let adjoint: TransposedConvolution?
    let wantsKernel: Bool
    let wantsBias: Bool

    init(_ window: Window2D, images: Int, channels: Int, filters: Int, groups: Int = 1, _ problem: TrainingProblem) {
        instructionSet = problem.sizes.instructionSet
        convolution = ferry_convolution(ferry_window(window, channels: channels), groups: groups, filters: filters)
        self.images = images
        chunk = max(1, 128 / max(window.output.height * window.output.width, 1))
        depth = window.kernel.height * window.kernel.width * channels / groups
        let geometry = TransposedConvolution.Geometry(
            gradientOf: window, channels: channels, filters: filters, groups: groups)
        adjoint = problem.wants(0) ? TransposedConvolution(geometry, problem.sizes.instructionSet) : nil
        (wantsKernel, wantsBias) = (problem.wants(1), problem.wants(2))
    }

    private var groupCount: Int { unsafe ferry_packed_count(instructionSet.kernels, depth, convolution.group_filters) }
    /// Floats of the parameters as the forward pass reads them.
    var forwardPackedCount: Int { convolution.groups * groupCount }
    private var adjointStart: Int { FloatBuffer.aligned(forwardPackedCount) }
    private var filters: Int { convolution.groups * convolution.group_filters }

    var wantsInput: Bool { adjoint != nil }

    var packedCount: Int { adjointStart + (adjoint?.packedCount ?? 0) }

    var scratchCount: Int {
        var convolution = convolution
        let forward = unsafe ferry_convolve_scratch_count(instructionSet.kernels, &convolution)
        let kernel = unsafe ferry_kernel_gradient_scratch_count(instructionSet.kernels, &convolution)
        return max(forward, adjoint?.scratchCount ?? 0, wantsKernel ? kernel : 0)
    }

    func pack(_ parameters: TrainingParameters) {
        unsafe packForward(parameters)
        guard let kernel = unsafe parameters[1] else { return }
        unsafe adjoint?.pack(kernel, bias: nil, into: parameters.packed + adjointStart)
    }

    /// Packs what the forward pass reads.
    func packForward(_ parameters: TrainingParameters) {
        guard let kernel = unsafe parameters[1] else { return }
        let bias = unsafe parameters[2]
        // Safety: whoever calls gave `packed` room for `packedCount` floats; the parameters have the operator's sizes.
        for group in 0..<convolution.groups {
            let target = unsafe parameters.packed + group * groupCount
            let first = group * convolution.group_filters
            unsafe ferry_pack_rows(
                instructionSet.kernels, depth, convolution.group_filters, 0, depth, kernel + first, filters, 1, target)
            unsafe ferry_pack_bias(
                instructionSet.kernels, convolution.group_filters, bias.map { unsafe UnsafePointer($0 + first) }, target)
        }
    }

    func forward(_ arguments: TrainingArguments) {
        var convolution = convolution
        let positions = images * convolution.window.grid_height * convolution.window.grid_width
        // Safety: whoever calls sized the buffers by the problem that the convolution was made from.
        let panelCount = unsafe ferry_panel_count(instructionSet.kernels, &convolution)
        unsafe ferry_convolve(
            instructionSet.kernels, &convolution, arguments.input(0), arguments.packed, arguments.output, arguments.scratch, 0,
            positions, 0, panelCount)
    }

    func backward(_ arguments: TrainingArguments) {
        var convolution = convolution
        let window = convolution.window
        let positions = window.grid_height * window.grid_width
        let inputCount = window.height * window.width * window.channels
        let kernels = unsafe instructionSet.kernels
        for image in stride(from: 0, to: images, by: chunk) {
            let images = min(chunk, images - image)
            // Safety: whoever calls sized the buffers by the problem that the convolution was made from.
            let gradient = unsafe arguments.outputGradient + image * positions * filters
            let x = unsafe arguments.input(0) + image * inputCount
            if convolution.rectifies {
                let output = unsafe arguments.output + image * positions * filters
                unsafe kernels.pointee.rectify_gradient(images * positions * filters, output, gradient)
            }
            if wantsBias, let bias = unsafe arguments.inputGradient(2) {
                unsafe kernels.pointee.sum_rows(images * positions, filters, gradient, bias)
            }
            if wantsKernel, let kernel = unsafe arguments.inputGradient(1) {
                unsafe ferry_add_kernel_gradient(kernels, &convolution, images, x, gradient, kernel, arguments.scratch)
            }
            if let adjoint, let target = unsafe arguments.inputGradient(0) {
                unsafe adjoint.run(
                    images: images, gradient, packed: arguments.packed + adjointStart, into: target + image * inputCount,
                    scratch: arguments.scratch)
            }
        }
    }

    func absorbing(_ next: any Operator, _ problem: TrainingProblem) -> (any TrainingKernel)? {
        switch next {
        case let next as ReLU where next.isPlain && !convolution.rectifies:
            var kernel = self
            kernel.convolution.rectifies = true
            return SparseConvolutionTrainingKernel(kernel) ?? kernel
        case let next as MaxPooling2D where next.halves(problem.sizes) && convolution.rectifies:
            return PooledPatchTrainingKernel(self)
        default: return nil
        }
    }
}

extension ConvolutionTrainingKernel {
    /// A matrix product `[rows, depth] · [depth, columns]`.
    init(rows: Int, depth: Int, columns: Int, _ problem: TrainingProblem) {
        let window = Window2D(
            input: Size2D(height: 1, width: rows), kernel: Size2D(1), strides: Size2D(1), padding: .valid)
        self.init(window, images: 1, channels: depth, filters: columns, problem)
    }
}
