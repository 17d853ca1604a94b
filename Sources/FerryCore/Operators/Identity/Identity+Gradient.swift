extension Identity {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? { CopyTrainingKernel(problem) }
}
