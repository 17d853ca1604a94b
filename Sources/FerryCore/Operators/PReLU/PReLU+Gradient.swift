internal import CFerryKernels

extension PReLU {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? { PReLUTrainingKernel(problem) }
}

/// A slope that is repeated takes the sum of its gradients.
private struct PReLUTrainingKernel: TrainingKernel {
    private let instructionSet: InstructionSet
    private let count: Int
    /// From alpha to the output, and back.
    private let loops: ferry_loops
    private let reduction: ferry_loops
    private let wantsAlpha: Bool

    /// - Returns: nothing where the shapes have more axes than the C library loops over.
    init?(_ problem: TrainingProblem) {
        let output = problem.sizes.output
        let (steps, strides) = (Broadcast.strides(of: problem.sizes.input(1), in: output), output.rowMajorStrides)
        let loops = ferry_loops.make(sizes: output, outputSteps: strides, inputs: [steps])
        guard let loops = loops?.first else { return nil }
        (self.loops, reduction) = (loops, loops.reversed)
        instructionSet = problem.sizes.instructionSet
        count = output.elementCount
        wantsAlpha = problem.wants(1)
    }

    /// Alpha's gradient for each element of the output.
    var scratchCount: Int { wantsAlpha ? count : 0 }

    func forward(_ arguments: TrainingArguments) {
        var loops = loops
        // Safety: the loops were made from the shapes that whoever calls sized the buffers by.
        unsafe ferry_combine(
            instructionSet.kernels, ferry_prelu, &loops, 0, loops.outermost, arguments.input(0), arguments.input(1),
            arguments.output)
    }

    func backward(_ arguments: TrainingArguments) {
        var (loops, reduction) = (loops, reduction)
        // Safety: as forward; scratch holds an element for each of the output where alpha's gradient is asked for.
        unsafe ferry_prelu_gradient(
            &loops, arguments.input(0), arguments.input(1), arguments.outputGradient, arguments.inputGradient(0),
            wantsAlpha ? arguments.scratch : nil)
        if wantsAlpha, let alpha = unsafe arguments.inputGradient(1) {
            unsafe ferry_add_along(instructionSet.kernels, &reduction, arguments.scratch, alpha)
        }
    }
}
