extension ReLU {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        ReLUKernel(threshold: threshold, slope: negativeSlope, maximum: maximum, problem)
    }

    /// Whether it is max(x, 0), which some kernels do on the way.
    var isPlain: Bool { self == ReLU() }
}
