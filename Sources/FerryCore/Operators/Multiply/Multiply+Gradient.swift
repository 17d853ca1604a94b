internal import CFerryKernels

extension Multiply {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        MergeTrainingKernel(.product, MergeKernel(ferry_multiply, problem.sizes), problem)
    }
}
