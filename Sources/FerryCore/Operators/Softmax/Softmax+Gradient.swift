extension Softmax {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        LaneTrainingKernel(.softmax, axis: axis, problem)
    }
}
