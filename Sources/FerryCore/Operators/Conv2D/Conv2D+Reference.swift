extension Conv2D {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let (x, kernel, bias) = (inputs[0]!, inputs[1]!, inputs[2])
        let (batch, channels, filters) = (x.shape[0], x.shape[3], kernel.shape[3])
        let (groupChannels, groupFilters) = (kernel.shape[2], filters / groups)
        let window = window(input: Size2D(height: x.shape[1], width: x.shape[2]), kernel: kernel.shape)
        var y = Tensor<Double>(repeating: 0, shape: [batch, window.output.height, window.output.width, filters])
        var position = 0
        for sample in 0..<batch {
            for row in 0..<window.output.height {
                for column in 0..<window.output.width {
                    for tapRow in 0..<window.kernel.height {
                        guard let inputRow = window.row(row, tap: tapRow) else { continue }
                        for tapColumn in 0..<window.kernel.width {
                            guard let inputColumn = window.column(column, tap: tapColumn) else { continue }
                            let pixel = ((sample * x.shape[1] + inputRow) * x.shape[2] + inputColumn) * channels
                            let tap = (tapRow * window.kernel.width + tapColumn) * groupChannels
                            for channel in 0..<channels {
                                let group = channel / groupChannels
                                Row.add(
                                    kernel.elements, from: (tap + channel % groupChannels) * filters + group * groupFilters,
                                    times: x.elements[pixel + channel],
                                    to: &y.elements, from: position + group * groupFilters, count: groupFilters)
                            }
                        }
                    }
                    position += filters
                }
            }
        }
        return bias.map { y.adding($0) } ?? y
    }
}

extension Tensor<Double> {
    /// This tensor with `bias` added to every row of the last axis.
    func adding(_ bias: Tensor<Double>) -> Tensor<Double> {
        var sum = self
        for row in 0..<count / bias.count {
            Row.add(bias.elements, from: 0, times: 1, to: &sum.elements, from: row * bias.count, count: bias.count)
        }
        return sum
    }
}
