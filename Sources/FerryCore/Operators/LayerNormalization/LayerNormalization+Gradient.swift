internal import CFerryKernels

extension LayerNormalization {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        LayerNormalizationTrainingKernel(self, problem)
    }
}

private struct LayerNormalizationTrainingKernel: TrainingKernel {
    private let epsilon: Double
    private let groups: LayerNormalization.Groups

    /// Groups whose gradients of gamma and beta are one chain of additions; longer chains would lose digits.
    private static let chain = 128

    init(_ operation: LayerNormalization, _ problem: TrainingProblem) {
        epsilon = operation.epsilon
        groups = LayerNormalization.Groups(axes: operation.axes, of: problem.sizes.output)
    }

    /// What a chain adds to the gradients of gamma and of beta.
    var scratchCount: Int { 2 * groups.size }

    func forward(_ arguments: TrainingArguments) {
        // Safety: gamma and beta have a group's size; offsets and starts were made from the shape of input and output.
        let (gamma, beta) = unsafe (arguments.inputs[1], arguments.inputs[2])
        unsafe groups.offsets.withUnsafeBufferPointer { offsets in
            for group in 0..<groups.count {
                let start = groups.start(of: group)
                unsafe ferry_layer_norm(
                    groups.size, offsets.isEmpty ? nil : offsets.baseAddress, epsilon, gamma, beta,
                    arguments.input(0) + start, arguments.output + start)
            }
        }
    }

    func backward(_ arguments: TrainingArguments) {
        let (gamma, beta) = unsafe (arguments.inputGradient(1), arguments.inputGradient(2))
        let sums = unsafe arguments.scratch
        for first in stride(from: 0, to: groups.count, by: Self.chain) {
            unsafe sums.update(repeating: 0, count: scratchCount)
            unsafe differentiate(first..<min(first + Self.chain, groups.count), arguments)
            for index in 0..<groups.size {
                if let gamma = unsafe gamma { unsafe gamma[index] += sums[index] }
                if let beta = unsafe beta { unsafe beta[index] += sums[groups.size + index] }
            }
        }
    }

    private func differentiate(_ range: Range<Int>, _ arguments: TrainingArguments) {
        let sums = unsafe arguments.scratch
        unsafe groups.offsets.withUnsafeBufferPointer { offsets in
            for group in range {
                let start = groups.start(of: group)
                // Safety: as forward; scratch has room for the sums of both.
                unsafe ferry_layer_norm_gradient(
                    groups.size, offsets.isEmpty ? nil : offsets.baseAddress, epsilon, arguments.inputs[1],
                    arguments.input(0) + start, arguments.outputGradient + start,
                    arguments.inputGradient(0).map { unsafe $0 + start }, sums, sums + groups.size)
            }
        }
    }
}
