internal import CFerryKernels

extension Minimum {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        MergeKernel(ferry_minimum, problem) ?? ReferenceKernel(self, problem)
    }
}
