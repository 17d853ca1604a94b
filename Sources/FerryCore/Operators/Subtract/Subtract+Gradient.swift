internal import CFerryKernels

extension Subtract {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        MergeTrainingKernel(.difference, MergeKernel(ferry_subtract, problem.sizes), problem)
    }
}
