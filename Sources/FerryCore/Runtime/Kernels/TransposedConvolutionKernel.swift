internal import CFerryKernels

/// A transposed convolution, phase by phase.
struct TransposedConvolutionKernel: Kernel {
    private let instructionSet: InstructionSet
    private var transposed: TransposedConvolution
    private let parts: [MatrixParts]

    init(_ operation: Conv2DTranspose, _ problem: KernelProblem) {
        let images = problem.input(0)[0]
        instructionSet = problem.instructionSet
        transposed = TransposedConvolution(TransposedConvolution.Geometry(operation, problem), problem.instructionSet)
        parts = transposed.phases.map {
            MatrixParts($0.convolution, images: images, depth: $0.depth, problem.instructionSet)
        }
    }

    var packedCount: Int { transposed.packedCount }
    var scratchCount: Int { transposed.scratchCount }
    var partCount: Int { parts.reduce(0) { $0 + $1.count } }

    func pack(_ parameters: KernelParameters, into packed: inout MutableSpan<Float>) throws(FerryError) {
        guard let kernel = try parameters.load(1) else { return }
        let bias = try parameters.load(2)
        // Safety: `packed` has `packedCount` floats; kernel and bias have the sizes that the operator checked.
        unsafe packed.withUnsafeMutableBufferPointer { packed in
            unsafe kernel.elements.withUnsafeBufferPointer { kernel in
                guard let packed = packed.baseAddress, let kernel = kernel.baseAddress else { return }
                guard let bias else { return unsafe transposed.pack(kernel, bias: nil, into: packed) }
                unsafe bias.elements.withUnsafeBufferPointer { bias in
                    unsafe transposed.pack(kernel, bias: bias.baseAddress, into: packed)
                }
            }
        }
    }

    func absorbing(_ next: any Operator, _ problem: KernelProblem) -> (any Kernel)? {
        guard let next = next as? ReLU, next.isPlain else { return nil }
        var kernel = self
        kernel.transposed.rectify()
        return kernel
    }

    func run(part: Int, _ arguments: KernelArguments) {
        var (index, part) = (0, part)
        while part >= parts[index].count {
            part -= parts[index].count
            index += 1
        }
        let (positions, panels) = parts[index][part]
        let phase = transposed.phases[index]
        var convolution = phase.convolution
        // Safety: the executor's buffers have the sizes that the phases were made from.
        unsafe ferry_convolve(
            instructionSet.kernels, &convolution, arguments.input(0), arguments.packed + phase.packedStart, arguments.output,
            arguments.scratch, positions.lowerBound, positions.count, panels.lowerBound, panels.count)
    }
}
