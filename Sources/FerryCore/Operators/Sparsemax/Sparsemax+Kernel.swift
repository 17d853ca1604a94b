extension Sparsemax {
    public func kernel(for problem: KernelProblem) -> any Kernel { LaneKernel(.sparsemax, axis: axis, problem) }
}
