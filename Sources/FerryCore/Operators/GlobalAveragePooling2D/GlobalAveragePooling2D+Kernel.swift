extension GlobalAveragePooling2D {
    public func kernel(for problem: KernelProblem) -> any Kernel { GlobalPoolingKernel(averages: true, problem) }
}
