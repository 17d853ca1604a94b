extension DepthwiseConv2D {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let (x, kernel, bias) = (inputs[0]!, inputs[1]!, inputs[2])
        let (batch, channels, multiplier) = (x.shape[0], x.shape[3], kernel.shape[3])
        let window = window(input: Size2D(height: x.shape[1], width: x.shape[2]), kernel: kernel.shape)
        var y = Tensor<Double>(repeating: 0, shape: [batch, window.output.height, window.output.width, channels * multiplier])
        var position = 0
        for sample in 0..<batch {
            for row in 0..<window.output.height {
                for column in 0..<window.output.width {
                    for tapRow in 0..<window.kernel.height {
                        guard let inputRow = window.row(row, tap: tapRow) else { continue }
                        for tapColumn in 0..<window.kernel.width {
                            guard let inputColumn = window.column(column, tap: tapColumn) else { continue }
                            let pixel = ((sample * x.shape[1] + inputRow) * x.shape[2] + inputColumn) * channels
                            let tap = (tapRow * window.kernel.width + tapColumn) * channels
                            for channel in 0..<channels {
                                for multiple in 0..<multiplier {
                                    y.elements[position + channel * multiplier + multiple] +=
                                        x.elements[pixel + channel] * kernel.elements[(tap + channel) * multiplier + multiple]
                                }
                            }
                        }
                    }
                    position += channels * multiplier
                }
            }
        }
        return bias.map { y.adding($0) } ?? y
    }
}
