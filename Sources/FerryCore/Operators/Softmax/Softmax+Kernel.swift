extension Softmax {
    public func kernel(for problem: KernelProblem) -> any Kernel { LaneKernel(.softmax, axis: axis, problem) }
}
