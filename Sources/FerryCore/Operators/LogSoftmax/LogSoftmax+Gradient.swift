extension LogSoftmax {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        LaneTrainingKernel(.logSoftmax, axis: axis, problem)
    }
}
