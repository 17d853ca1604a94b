extension Sparsemax {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        LaneTrainingKernel(.sparsemax, axis: axis, problem)
    }
}
