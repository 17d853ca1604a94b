extension MaxPooling2D {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        let x = problem.sizes.input(0)
        return PoolingTrainingKernel(window(input: Size2D(height: x[1], width: x[2])), averages: false, problem)
    }
}
