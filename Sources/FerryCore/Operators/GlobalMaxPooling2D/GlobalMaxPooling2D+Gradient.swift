extension GlobalMaxPooling2D {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        GlobalPoolingTrainingKernel(averages: false, problem)
    }
}
