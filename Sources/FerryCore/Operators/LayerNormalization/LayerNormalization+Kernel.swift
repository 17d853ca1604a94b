internal import CFerryKernels

extension LayerNormalization {
    public func kernel(for problem: KernelProblem) -> any Kernel { LayerNormalizationKernel(self, problem) }
}

private struct LayerNormalizationKernel: Kernel {
    private let epsilon: Double
    private let hasGamma: Bool
    private let hasBeta: Bool
    private let groups: LayerNormalization.Groups
    private let cut: Cut

    init(_ operation: LayerNormalization, _ problem: KernelProblem) {
        epsilon = operation.epsilon
        (hasGamma, hasBeta) = (problem.has(1), problem.has(2))
        groups = LayerNormalization.Groups(axes: operation.axes, of: problem.output)
        cut = Cut(groups.count, operations: 16 * groups.size)
    }

    private var size: Int { groups.size }

    var packedCount: Int { (hasGamma ? size : 0) + (hasBeta ? size : 0) }
    var partCount: Int { cut.count }
    var worksInPlace: Bool { true }

    func pack(_ parameters: KernelParameters, into packed: inout MutableSpan<Float>) throws(FerryError) {
        let gamma = try parameters.load(1)?.elements ?? []
        let beta = try parameters.load(2)?.elements ?? []
        for (index, element) in (gamma + beta).enumerated() { packed[index] = element }
    }

    func run(part: Int, _ arguments: KernelArguments) {
        // Safety: gamma and beta are `size` floats each; offsets and starts were made from the shape of input and output.
        let gamma = unsafe hasGamma ? arguments.packed : nil
        let beta = unsafe hasBeta ? arguments.packed + (hasGamma ? size : 0) : nil
        unsafe groups.offsets.withUnsafeBufferPointer { offsets in
            for group in cut[part] {
                let start = groups.start(of: group)
                unsafe ferry_layer_norm(
                    size, offsets.isEmpty ? nil : offsets.baseAddress, epsilon, gamma, beta, arguments.input(0) + start,
                    arguments.output + start)
            }
        }
    }
}
