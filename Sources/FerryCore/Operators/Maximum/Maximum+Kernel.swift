internal import CFerryKernels

extension Maximum {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        MergeKernel(ferry_maximum, problem) ?? ReferenceKernel(self, problem)
    }
}
