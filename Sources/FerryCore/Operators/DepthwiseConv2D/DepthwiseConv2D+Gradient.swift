extension DepthwiseConv2D {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        DepthwiseTrainingKernel(self, problem)
    }
}
