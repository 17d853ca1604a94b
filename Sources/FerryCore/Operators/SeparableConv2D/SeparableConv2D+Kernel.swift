extension SeparableConv2D {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        let x = problem.input(0)
        let window = depthwise.window(input: Size2D(height: x[1], width: x[2]), kernel: problem.input(1))
        return DepthwiseKernel(window, problem, filters: problem.output[3])
    }
}
