extension Activation {
    public func kernel(for problem: KernelProblem) -> any Kernel { ActivationKernel(ActivationCode(function), problem) }
}
