extension Dropout {
    public func kernel(for problem: KernelProblem) -> any Kernel { AliasKernel() }
}
