extension Dense {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        let kernel = problem.sizes.input(1)
        let rows = problem.sizes.output.dropLast().reduce(1, *)
        return ConvolutionTrainingKernel(rows: rows, depth: kernel[0], columns: kernel[1], problem)
    }
}
