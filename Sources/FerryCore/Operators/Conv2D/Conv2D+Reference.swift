extension Conv2D {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let (x, kernel, bias) = (inputs[0]!, inputs[1]!, inputs[2])
        let (batch, channels, filters) = (x.shape[0], x.shape[3], kernel.shape[3])
        let (groupChannels, groupFilters) = (kernel.shape[2], filters / groups)
        let window = window(input: x.imageSize, kernel: kernel.shape)
        var y = Tensor<Double>(repeating: 0, shape: [batch, window.output.height, window.output.width, filters])
        window.forEachCell(batch: batch) { output, input, tap in
            for group in 0..<groups {
                let channel = input * channels + group * groupChannels
                let filter = group * groupFilters
                Row.addProducts(
                    of: x.elements, channel..<channel + groupChannels,
                    rows: kernel.elements, from: tap * groupChannels * filters + filter, stride: filters,
                    to: &y.elements, output * filters + filter..<output * filters + filter + groupFilters)
            }
        }
        return y.adding(bias: bias)
    }
}
