/// The output has the input's elements, in their order.
struct CopyTrainingKernel: TrainingKernel {
    private let count: Int

    init(_ problem: TrainingProblem) { count = problem.sizes.output.elementCount }

    func forward(_ arguments: TrainingArguments) {
        // Safety: whoever calls sized input and output by the problem.
        unsafe arguments.output.update(from: arguments.input(0), count: count)
    }

    func backward(_ arguments: TrainingArguments) {
        guard let gradient = unsafe arguments.inputGradient(0) else { return }
        unsafe gradient.update(from: arguments.outputGradient, count: count)
    }
}
