internal import CFerryKernels

extension ELU {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        ActivationTrainingKernel(ActivationCode(ferry_elu, alpha), problem)
    }
}
