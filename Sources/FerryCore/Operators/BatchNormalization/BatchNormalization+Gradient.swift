extension BatchNormalization {
    /// With the batch's statistics; with the moving ones where the layer is frozen, as Keras has it.
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        guard problem.isFrozen else { return BatchNormalizationTrainingKernel(self, problem) }
        return ScaleShiftTrainingKernel(.statistics(epsilon: epsilon), problem)
    }
}
