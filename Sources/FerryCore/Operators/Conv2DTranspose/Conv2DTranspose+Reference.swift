extension Conv2DTranspose {
    /// Gathers: an output pixel is the sum over the taps that an input pixel reaches it by.
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let (x, kernel, bias) = (inputs[0]!, inputs[1]!, inputs[2])
        let (batch, height, width, channels) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        let filters = kernel.shape[2]
        // [height, width, in, filters], so that the filters of an input channel lie together.
        let rows = Transpose(permutation: [0, 1, 3, 2]).reference([kernel]).elements
        let geometry = geometry(input: x.imageSize, kernel: kernel.shape)
        var y = Tensor<Double>(repeating: 0, shape: [batch, geometry.output.height, geometry.output.width, filters])
        var position = 0
        for sample in 0..<batch {
            for row in 0..<geometry.output.height {
                for column in 0..<geometry.output.width {
                    for tapRow in 0..<kernel.shape[0] {
                        let reach = row + geometry.top - tapRow * dilation.height
                        guard reach >= 0, reach % strides.height == 0, reach / strides.height < height else { continue }
                        for tapColumn in 0..<kernel.shape[1] {
                            let across = column + geometry.left - tapColumn * dilation.width
                            guard across >= 0, across % strides.width == 0, across / strides.width < width else { continue }
                            let pixel = ((sample * height + reach / strides.height) * width + across / strides.width) * channels
                            Row.addProducts(
                                of: x.elements, pixel..<pixel + channels,
                                rows: rows, from: (tapRow * kernel.shape[1] + tapColumn) * channels * filters, stride: filters,
                                to: &y.elements, position..<position + filters)
                        }
                    }
                    position += filters
                }
            }
        }
        return y.adding(bias: bias)
    }
}
