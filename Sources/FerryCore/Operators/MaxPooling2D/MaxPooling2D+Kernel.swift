extension MaxPooling2D {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        let x = problem.input(0)
        return PoolingKernel(window(input: Size2D(height: x[1], width: x[2])), averages: false, problem)
    }
}
