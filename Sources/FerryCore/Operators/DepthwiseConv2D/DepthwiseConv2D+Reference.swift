extension DepthwiseConv2D {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let (x, kernel, bias) = (inputs[0]!, inputs[1]!, inputs[2])
        let channels = kernel.shape[2] * kernel.shape[3]
        let window = window(input: x.imageSize, kernel: kernel.shape)
        // Each channel as often as there are kernels for it, so that input, kernel and output channels correspond.
        let spread = x.elements.flatMap { repeatElement($0, count: kernel.shape[3]) }
        var y = Tensor<Double>(repeating: 0, shape: [x.shape[0], window.output.height, window.output.width, channels])
        window.forEachCell(batch: x.shape[0]) { output, input, tap in
            Row.addProducts(
                of: spread, from: input * channels, and: kernel.elements, from: tap * channels,
                to: &y.elements, output * channels..<(output + 1) * channels)
        }
        return y.adding(bias: bias)
    }
}
