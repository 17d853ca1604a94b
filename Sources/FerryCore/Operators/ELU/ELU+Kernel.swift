internal import CFerryKernels

extension ELU {
    public func kernel(for problem: KernelProblem) -> any Kernel { ActivationKernel(ActivationCode(ferry_elu, alpha), problem) }
}
