internal import CFerryKernels

extension Maximum {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        MergeTrainingKernel(.choice, MergeKernel(ferry_maximum, problem.sizes), problem)
    }
}
