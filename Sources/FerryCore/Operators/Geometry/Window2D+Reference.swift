extension Window2D {
    /// One number for each window and channel: `combine` over the cells that lie inside the image.
    func pool(_ x: Tensor<Double>, _ combine: ([Double]) -> Double) -> Tensor<Double> {
        let channels = x.shape[3]
        var y: [Double] = []
        for sample in 0..<x.shape[0] {
            for row in 0..<output.height {
                for column in 0..<output.width {
                    let rows = (0..<kernel.height).compactMap { self.row(row, tap: $0) }
                    let columns = (0..<kernel.width).compactMap { self.column(column, tap: $0) }
                    for channel in 0..<channels {
                        y.append(
                            combine(
                                rows.flatMap { row in
                                    columns.map {
                                        x.elements[((sample * input.height + row) * input.width + $0) * channels + channel]
                                    }
                                }))
                    }
                }
            }
        }
        return Tensor(shape: [x.shape[0], output.height, output.width, channels], elements: y)
    }
}

extension Tensor<Double> {
    /// The height and width of an image tensor.
    var imageSize: Size2D { Size2D(height: shape[1], width: shape[2]) }
}

extension [Double] {
    var sum: Double { reduce(0, +) }
    var mean: Double { sum / Double(count) }

    /// The largest; not a number where one of them is none, as frameworks have it.
    var largest: Double { reduce(-.infinity) { $0.isNaN || $0 > $1 ? $0 : $1 } }
}
