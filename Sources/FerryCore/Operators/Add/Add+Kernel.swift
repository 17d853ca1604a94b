internal import CFerryKernels

extension Add {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        MergeKernel(ferry_add, problem) ?? ReferenceKernel(self, problem)
    }
}
