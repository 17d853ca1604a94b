extension Window2D {
    /// Calls `body` with every output pixel and every cell of its window that lies inside the image, taps in row-major order.
    ///
    /// Pixels and taps are numbered in row-major order, pixels through the whole batch.
    func forEachCell(batch: Int, _ body: (_ output: Int, _ input: Int, _ tap: Int) -> Void) {
        for sample in 0..<batch {
            for row in 0..<output.height {
                for column in 0..<output.width {
                    let pixel = (sample * output.height + row) * output.width + column
                    for tapRow in 0..<kernel.height {
                        guard let inputRow = self.row(row, tap: tapRow) else { continue }
                        for tapColumn in 0..<kernel.width {
                            guard let inputColumn = self.column(column, tap: tapColumn) else { continue }
                            let cell = (sample * input.height + inputRow) * input.width + inputColumn
                            body(pixel, cell, tapRow * kernel.width + tapColumn)
                        }
                    }
                }
            }
        }
    }

    /// The largest value of each window, channel by channel.
    func largest(_ x: Tensor<Double>) -> Tensor<Double> {
        let channels = x.shape[3]
        var y = Tensor(repeating: -Double.infinity, shape: [x.shape[0], output.height, output.width, channels])
        forEachCell(batch: x.shape[0]) { output, input, _ in
            for channel in 0..<channels {
                let (into, from) = (output * channels + channel, input * channels + channel)
                y.elements[into] = .larger(y.elements[into], x.elements[from])
            }
        }
        return y
    }

    /// The mean of each window, channel by channel.
    func mean(_ x: Tensor<Double>) -> Tensor<Double> {
        let channels = x.shape[3]
        var y = Tensor<Double>(repeating: 0, shape: [x.shape[0], output.height, output.width, channels])
        var cells = [Int](repeating: 0, count: y.count / channels)
        forEachCell(batch: x.shape[0]) { output, input, _ in
            cells[output] += 1
            for channel in 0..<channels { y.elements[output * channels + channel] += x.elements[input * channels + channel] }
        }
        for index in y.elements.indices { y.elements[index] /= Double(cells[index / channels]) }
        return y
    }
}

extension Tensor<Double> {
    /// The height and width of an image tensor.
    var imageSize: Size2D { Size2D(height: shape[1], width: shape[2]) }
}

extension [Double] {
    var sum: Double { reduce(0, +) }
    var mean: Double { sum / Double(count) }

    var largest: Double { reduce(-.infinity, Double.larger) }
}

extension Double {
    /// The larger; not a number where one of them is none, as frameworks have it.
    static func larger(_ left: Double, _ right: Double) -> Double { left.isNaN || left > right ? left : right }

    /// The smaller; not a number where one of them is none.
    static func smaller(_ left: Double, _ right: Double) -> Double { left.isNaN || left < right ? left : right }
}
