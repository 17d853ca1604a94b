internal import CFerryKernels

extension Average {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        let divisor = Float(problem.sizes.inputs.count)
        return MergeTrainingKernel(
            .sum(divisor: divisor), MergeKernel(ferry_add, divisor: divisor, problem.sizes), problem)
    }
}
