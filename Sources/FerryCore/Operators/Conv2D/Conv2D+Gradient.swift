extension Conv2D {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        let (x, kernel, y) = (problem.sizes.input(0), problem.sizes.input(1), problem.sizes.output)
        let window = window(input: Size2D(height: x[1], width: x[2]), kernel: kernel)
        if window.isPointwise, groups == 1 {
            return ConvolutionTrainingKernel(rows: y[0] * y[1] * y[2], depth: x[3], columns: y[3], problem)
        }
        return ConvolutionTrainingKernel(window, images: x[0], channels: x[3], filters: y[3], groups: groups, problem)
    }
}
