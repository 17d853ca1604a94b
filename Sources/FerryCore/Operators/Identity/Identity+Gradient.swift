extension Identity {
    /// Nothing where it acts in training: what it does is not known.
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        actsInTraining ? nil : CopyTrainingKernel(problem)
    }
}
