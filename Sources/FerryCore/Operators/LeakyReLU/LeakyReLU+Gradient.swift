extension LeakyReLU {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        RectifierTrainingKernel(slope: negativeSlope, problem)
    }
}
