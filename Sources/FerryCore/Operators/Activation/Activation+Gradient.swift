extension Activation {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        ActivationTrainingKernel(ActivationCode(function), problem)
    }
}
