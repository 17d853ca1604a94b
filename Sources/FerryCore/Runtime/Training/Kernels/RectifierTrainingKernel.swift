internal import CFerryKernels

/// The rectified linear units.
struct RectifierTrainingKernel: TrainingKernel {
    private let instructionSet: InstructionSet
    private let shape: ferry_relu_shape
    private let count: Int

    init(threshold: Double = 0, slope: Double, maximum: Double? = nil, _ problem: TrainingProblem) {
        instructionSet = problem.sizes.instructionSet
        shape = ferry_relu_shape(threshold: threshold, slope: slope, maximum: maximum)
        count = problem.sizes.output.elementCount
    }

    func forward(_ arguments: TrainingArguments) {
        var shape = shape
        // Safety: whoever calls sized input and output by the problem.
        unsafe instructionSet.kernels.pointee.relu(&shape, count, arguments.input(0), arguments.output)
    }

    func backward(_ arguments: TrainingArguments) {
        guard let gradient = unsafe arguments.inputGradient(0) else { return }
        var shape = shape
        unsafe instructionSet.kernels.pointee.relu_gradient(
            &shape, count, arguments.input(0), arguments.outputGradient, gradient)
    }
}
