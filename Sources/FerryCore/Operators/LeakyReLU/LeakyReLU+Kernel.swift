extension LeakyReLU {
    public func kernel(for problem: KernelProblem) -> any Kernel { ReLUKernel(slope: negativeSlope, problem) }
}
