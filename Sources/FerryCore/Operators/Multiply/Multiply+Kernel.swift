internal import CFerryKernels

extension Multiply {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        MergeKernel(ferry_multiply, problem) ?? ReferenceKernel(self, problem)
    }
}
