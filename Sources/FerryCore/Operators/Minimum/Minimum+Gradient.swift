internal import CFerryKernels

extension Minimum {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        MergeTrainingKernel(.choice, MergeKernel(ferry_minimum, problem.sizes), problem)
    }
}
