internal import CFerryKernels

extension Subtract {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        MergeKernel(ferry_subtract, problem) ?? ReferenceKernel(self, problem)
    }
}
