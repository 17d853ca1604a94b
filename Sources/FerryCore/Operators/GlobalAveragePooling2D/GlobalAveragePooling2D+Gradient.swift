extension GlobalAveragePooling2D {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        GlobalPoolingTrainingKernel(averages: true, problem)
    }
}
