extension Window2D {
    /// One number for each window and channel: `combine` over the cells that lie inside the image, then `finish` with their number.
    func pool(
        _ x: Tensor<Double>, from start: Double, _ combine: (Double, Double) -> Double,
        finish: (Double, Int) -> Double = { result, _ in result }
    ) -> Tensor<Double> {
        let channels = x.shape[3]
        var y = Tensor(repeating: start, shape: [x.shape[0], output.height, output.width, channels])
        var position = 0
        for sample in 0..<x.shape[0] {
            for row in 0..<output.height {
                for column in 0..<output.width {
                    var cells = 0
                    for tapRow in 0..<kernel.height {
                        guard let inputRow = self.row(row, tap: tapRow) else { continue }
                        for tapColumn in 0..<kernel.width {
                            guard let inputColumn = self.column(column, tap: tapColumn) else { continue }
                            let cell = ((sample * input.height + inputRow) * input.width + inputColumn) * channels
                            cells += 1
                            for channel in 0..<channels {
                                y.elements[position + channel] = combine(
                                    y.elements[position + channel], x.elements[cell + channel])
                            }
                        }
                    }
                    for channel in 0..<channels { y.elements[position + channel] = finish(y.elements[position + channel], cells) }
                    position += channels
                }
            }
        }
        return y
    }

    func largest(_ x: Tensor<Double>) -> Tensor<Double> { pool(x, from: -.infinity, Double.larger) }

    func mean(_ x: Tensor<Double>) -> Tensor<Double> { pool(x, from: 0, +) { sum, cells in sum / Double(cells) } }
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
