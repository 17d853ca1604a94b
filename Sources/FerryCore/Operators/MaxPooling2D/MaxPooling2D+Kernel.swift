extension MaxPooling2D {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        let x = problem.input(0)
        return PoolingKernel(window(input: Size2D(height: x[1], width: x[2])), averages: false, problem)
    }

    /// Whether its windows are 2 × 2 and lie side by side inside the image, which some kernels do on the way.
    func halves(_ problem: KernelProblem) -> Bool {
        let x = problem.input(0)
        let window = window(input: Size2D(height: x[1], width: x[2]))
        return window.kernel == Size2D(2) && window.strides == Size2D(2) && window.margins == .zero
            && window.output == Size2D(height: x[1] / 2, width: x[2] / 2)
    }
}
