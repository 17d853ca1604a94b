extension Tensor<Double> {
    /// An image of another size whose pixels come from `source`; nothing stands for zeros.
    func image(of size: Size2D, from source: (_ row: Int, _ column: Int) -> (row: Int, column: Int)?) -> Tensor<Double> {
        let channels = shape[3]
        var elements: [Double] = []
        elements.reserveCapacity(shape[0] * size.height * size.width * channels)
        for sample in 0..<shape[0] {
            for row in 0..<size.height {
                for column in 0..<size.width {
                    if let pixel = source(row, column) {
                        let start = ((sample * shape[1] + pixel.row) * shape[2] + pixel.column) * channels
                        elements += self.elements[start..<start + channels]
                    } else {
                        elements += repeatElement(0, count: channels)
                    }
                }
            }
        }
        return Tensor(shape: [shape[0], size.height, size.width, channels], elements: elements)
    }
}
