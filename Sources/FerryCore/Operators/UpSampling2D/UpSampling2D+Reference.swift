extension UpSampling2D {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let x = inputs[0]!
        let size = x.imageSize.multiplied(by: factors)
        switch interpolation {
        case .nearest: return x.image(of: size) { ($0 / factors.height, $1 / factors.width) }
        case .bilinear: return bilinear(x, size)
        }
    }

    private func bilinear(_ x: Tensor<Double>, _ size: Size2D) -> Tensor<Double> {
        let rows = (0..<size.height).map { Blend($0, factor: factors.height, size: x.shape[1]) }
        let columns = (0..<size.width).map { Blend($0, factor: factors.width, size: x.shape[2]) }
        func corner(_ row: KeyPath<Blend, Int>, _ column: KeyPath<Blend, Int>) -> [Double] {
            x.image(of: size) { (rows[$0][keyPath: row], columns[$1][keyPath: column]) }.elements
        }
        let (topLeft, topRight) = (corner(\.first, \.first), corner(\.first, \.second))
        let (bottomLeft, bottomRight) = (corner(\.second, \.first), corner(\.second, \.second))
        let elements = topLeft.indices.map { position in
            let pixel = position / x.shape[3]
            let (down, right) = (rows[pixel / size.width % size.height].weight, columns[pixel % size.width].weight)
            let top = topLeft[position] * (1 - right) + topRight[position] * right
            let bottom = bottomLeft[position] * (1 - right) + bottomRight[position] * right
            return top * (1 - down) + bottom * down
        }
        return Tensor(shape: [x.shape[0], size.height, size.width, x.shape[3]], elements: elements)
    }

    /// The two input cells that an output cell lies between, and how much the second counts.
    struct Blend {
        let first: Int
        let second: Int
        let weight: Double

        init(_ position: Int, factor: Int, size: Int) {
            let centre = min(max((Double(position) + 0.5) / Double(factor) - 0.5, 0), Double(size - 1))
            first = Int(centre)
            second = min(first + 1, size - 1)
            weight = centre - Double(first)
        }
    }
}
