extension Cropping2D {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        RearrangementTrainingKernel(pieces(problem.sizes), problem)
    }
}
