extension Reshape {
    public func kernel(for problem: KernelProblem) -> any Kernel { AliasKernel() }
}
