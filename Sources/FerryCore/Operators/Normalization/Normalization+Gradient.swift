internal import CFerryKernels

extension Normalization {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        NormalizationTrainingKernel(inverts: inverts, problem)
    }
}

/// A line through each element, whose slope is the deviation or its inverse.
private struct NormalizationTrainingKernel: TrainingKernel {
    private let instructionSet: InstructionSet
    private let inverts: Bool
    private let deviationCount: Int
    /// From mean and deviation to the output.
    private let loops: (mean: ferry_loops, deviation: ferry_loops)

    /// - Returns: nothing where the shapes have more axes than the C library loops over.
    init?(inverts: Bool, _ problem: TrainingProblem) {
        let output = problem.sizes.output
        let loops = ferry_loops.make(
            sizes: output, outputSteps: output.rowMajorStrides,
            inputs: [1, 2].map { Broadcast.strides(of: problem.sizes.input($0), in: output) })
        guard let loops else { return nil }
        self.loops = (loops[0], loops[1])
        self.inverts = inverts
        instructionSet = problem.sizes.instructionSet
        deviationCount = problem.sizes.input(2).elementCount
    }

    var packedCount: Int { deviationCount }

    func pack(_ parameters: TrainingParameters) {
        for index in 0..<deviationCount {
            // Safety: the variance, which is never absent, and `packed` have so many elements.
            let variance = unsafe Double(parameters[2].unsafelyUnwrapped[index])
            unsafe parameters.packed[index] = Float(max(variance.squareRoot(), Normalization.smallestDeviation))
        }
    }

    func forward(_ arguments: TrainingArguments) {
        let output = unsafe arguments.output
        if inverts {
            unsafe combine(ferry_multiply, loops.deviation, arguments.input(0), arguments.packed, output)
            unsafe combine(ferry_add, loops.mean, output, arguments.input(1), output)
        } else {
            unsafe combine(ferry_subtract, loops.mean, arguments.input(0), arguments.input(1), output)
            unsafe combine(ferry_divide, loops.deviation, output, arguments.packed, output)
        }
    }

    func backward(_ arguments: TrainingArguments) {
        guard let gradient = unsafe arguments.inputGradient(0) else { return }
        let operation = inverts ? ferry_multiply : ferry_divide
        unsafe combine(operation, loops.deviation, arguments.outputGradient, arguments.packed, gradient)
    }

    private func combine(
        _ operation: ferry_binary, _ loops: ferry_loops, _ a: UnsafePointer<Float>, _ x: UnsafePointer<Float>,
        _ y: UnsafeMutablePointer<Float>
    ) {
        var loops = loops
        // Safety: the loops were made from the shapes that whoever calls sized the buffers by.
        unsafe ferry_combine(instructionSet.kernels, operation, &loops, 0, loops.outermost, a, x, y)
    }
}
