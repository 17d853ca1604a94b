extension GlobalMaxPooling2D {
    public func kernel(for problem: KernelProblem) -> any Kernel { GlobalPoolingKernel(averages: false, problem) }
}
