internal import CFerryKernels

extension ELU {
    public func kernel(for problem: KernelProblem) -> any Kernel { ActivationKernel(ferry_elu, problem, alpha) }
}
