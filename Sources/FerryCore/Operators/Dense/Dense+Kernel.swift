internal import CFerryKernels

extension Dense {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        let kernel = problem.input(1)
        let rows = problem.output.dropLast().reduce(1, *)
        let product = ferry_convolution(rows: rows, depth: kernel[0], columns: kernel[1])
        return ConvolutionKernel(product, images: 1, problem.instructionSet)
    }
}
