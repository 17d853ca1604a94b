internal import CFerryKernels

/// A function of one number for each element.
struct ActivationTrainingKernel: TrainingKernel {
    private let function: ferry_activation
    private let first: Double
    private let second: Double
    private let count: Int

    init(_ code: ActivationCode, _ problem: TrainingProblem) {
        (function, first, second) = (code.function, code.first, code.second)
        count = problem.sizes.output.elementCount
    }

    func forward(_ arguments: TrainingArguments) {
        // Safety: whoever calls sized input and output by the problem.
        unsafe ferry_activate(function, first, second, count, arguments.input(0), arguments.output)
    }

    func backward(_ arguments: TrainingArguments) {
        guard let gradient = unsafe arguments.inputGradient(0) else { return }
        unsafe ferry_activate_gradient(
            function, first, second, count, arguments.input(0), arguments.output, arguments.outputGradient, gradient)
    }
}
