extension LogSoftmax {
    public func kernel(for problem: KernelProblem) -> any Kernel { LaneKernel(.logSoftmax, axis: axis, problem) }
}
