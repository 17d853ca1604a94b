internal import CFerryKernels

/// A convolution of one channel with 3 × 3 taps and the 2 × 2 max-pooling after it.
struct PooledPatchKernel: Kernel {
    private let instructionSet: InstructionSet
    /// Packs the parameters.
    private let plain: ConvolutionKernel
    private var convolution: ferry_convolution
    /// Rows of pooling windows, counted through all images.
    private let rows: Cut

    init(_ plain: ConvolutionKernel, _ convolution: ferry_convolution, images: Int, _ instructionSet: InstructionSet) {
        (self.plain, self.convolution, self.instructionSet) = (plain, convolution, instructionSet)
        rows = Cut(
            images * (convolution.window.grid_height / 2),
            operations: 36 * convolution.window.grid_width * convolution.group_filters)
    }

    var packedCount: Int { plain.packedCount }
    var partCount: Int { rows.count }
    var scratchCount: Int {
        var convolution = convolution
        return unsafe ferry_pooled_patches_scratch_count(&convolution)
    }

    func pack(_ parameters: KernelParameters, into packed: inout MutableSpan<Float>) throws(FerryError) {
        try plain.pack(parameters, into: &packed)
    }

    func absorbing(_ next: any Operator, _ problem: KernelProblem) -> (any Kernel)? {
        guard let next = next as? ReLU, next.isPlain else { return nil }
        var kernel = self
        kernel.convolution.rectifies = true
        return kernel
    }

    func run(part: Int, _ arguments: KernelArguments) {
        let range = rows[part]
        var convolution = convolution
        // Safety: the executor's buffers have the sizes that `convolution` was made from.
        unsafe ferry_pooled_patches(
            instructionSet.kernels, &convolution, arguments.input(0), arguments.packed, arguments.output, nil,
            arguments.scratch, range.lowerBound, range.count)
    }
}
