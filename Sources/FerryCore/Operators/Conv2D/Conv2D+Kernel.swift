internal import CFerryKernels

extension Conv2D {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        let (x, kernel, y) = (problem.input(0), problem.input(1), problem.output)
        let window = window(input: Size2D(height: x[1], width: x[2]), kernel: kernel)
        if window.isPointwise, groups == 1 {
            let product = ferry_convolution(rows: y[0] * y[1] * y[2], depth: x[3], columns: y[3])
            return ConvolutionKernel(product, images: 1, problem.instructionSet)
        }
        let convolution = ferry_convolution(ferry_window(window, channels: x[3]), groups: groups, filters: y[3])
        if convolution.suitsWinograd { return WinogradKernel(convolution, images: x[0], problem.instructionSet) }
        return ConvolutionKernel(convolution, images: x[0], problem.instructionSet)
    }
}

extension Window2D {
    /// Whether each output pixel is the input pixel of the same place.
    var isPointwise: Bool { kernel == Size2D(1) && strides == Size2D(1) && margins == .zero }
}
