extension Conv2DTranspose {
    public func kernel(for problem: KernelProblem) -> any Kernel { TransposedConvolutionKernel(self, problem) }
}
