internal import CFerryKernels

extension LayerNormalization {
    public func kernel(for problem: KernelProblem) -> any Kernel { LayerNormalizationKernel(self, problem) }
}

private struct LayerNormalizationKernel: Kernel {
    private let epsilon: Double
    private let hasGamma: Bool
    private let hasBeta: Bool
    /// Elements that are normalised together.
    private let size: Int
    /// Where they are, from the first one on; empty where they lie one behind the other.
    private let offsets: [UInt32]
    /// The first ones of all groups; empty where groups lie one behind the other.
    private let starts: [Int]
    private let groups: Cut

    init(_ operation: LayerNormalization, _ problem: KernelProblem) {
        let shape = problem.output
        let normalised = operation.axes.map { $0 + shape.count }
        let others = shape.indices.filter { !normalised.contains($0) }
        epsilon = operation.epsilon
        (hasGamma, hasBeta) = (problem.has(1), problem.has(2))
        size = normalised.reduce(1) { $0 * shape[$1] }
        let isTrailing = normalised == Array(shape.count - normalised.count..<shape.count)
        offsets = isTrailing ? [] : Self.positions(shape, normalised).map(UInt32.init)
        starts = isTrailing ? [] : Self.positions(shape, others)
        groups = Cut(shape.elementCount / max(size, 1), operations: 16 * size)
    }

    /// Where the elements are that differ along `axes` alone, in row-major order.
    private static func positions(_ shape: [Int], _ axes: [Int]) -> [Int] {
        let strides = shape.rowMajorStrides
        return axes.reduce([0]) { positions, axis in
            positions.flatMap { position in (0..<shape[axis]).map { position + $0 * strides[axis] } }
        }
    }

    var packedCount: Int { (hasGamma ? size : 0) + (hasBeta ? size : 0) }
    var partCount: Int { groups.count }
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
        unsafe offsets.withUnsafeBufferPointer { offsets in
            for group in groups[part] {
                let start = starts.isEmpty ? group * size : starts[group]
                unsafe ferry_layer_norm(
                    size, offsets.isEmpty ? nil : offsets.baseAddress, epsilon, gamma, beta, arguments.input(0) + start,
                    arguments.output + start)
            }
        }
    }
}
