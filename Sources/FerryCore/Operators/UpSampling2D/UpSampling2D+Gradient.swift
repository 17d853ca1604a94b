internal import CFerryKernels

extension UpSampling2D {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        switch interpolation {
        case .nearest: RearrangementTrainingKernel(pieces(problem.sizes), problem)
        case .bilinear: BilinearTrainingKernel(factors, problem)
        }
    }
}

/// The gradient of a pixel goes to the four that it lies between, as much as each counts.
private struct BilinearTrainingKernel: TrainingKernel {
    private let kernel: BilinearKernel
    private let images: Int
    private let inputCount: Int

    init(_ factors: Size2D, _ problem: TrainingProblem) {
        kernel = BilinearKernel(factors, problem.sizes)
        images = problem.sizes.output[0]
        inputCount = problem.sizes.input(0).elementCount
    }

    func forward(_ arguments: TrainingArguments) { unsafe arguments.run(kernel) }

    func backward(_ arguments: TrainingArguments) {
        guard let gradient = unsafe arguments.inputGradient(0) else { return }
        unsafe gradient.update(repeating: 0, count: inputCount)
        for index in 0..<images * kernel.rows.count {
            let (image, row) = index.quotientAndRemainder(dividingBy: kernel.rows.count)
            let blend = kernel.rows[row]
            // Safety: the blends' rows and columns lie inside of the image that the buffers have the size of.
            let pixels = unsafe gradient + image * kernel.height * kernel.rowCount
            unsafe ferry_interpolate_row_gradient(
                kernel.left.count, kernel.channels, Float(blend.weight), kernel.left, kernel.right, kernel.fractions,
                arguments.outputGradient + index * kernel.left.count * kernel.channels,
                pixels + blend.first * kernel.rowCount, pixels + blend.second * kernel.rowCount)
        }
    }
}
