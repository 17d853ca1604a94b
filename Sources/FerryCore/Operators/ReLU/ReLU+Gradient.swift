extension ReLU {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        RectifierTrainingKernel(threshold: threshold, slope: negativeSlope, maximum: maximum, problem)
    }
}
