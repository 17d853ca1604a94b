extension ZeroPadding2D {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let x = inputs[0]!
        let size = x.imageSize
        let padded = Size2D(
            height: size.height + margins.top + margins.bottom, width: size.width + margins.left + margins.right)
        return x.image(of: padded) { row, column in
            let pixel = (row: row - margins.top, column: column - margins.left)
            let isInside = (0..<size.height).contains(pixel.row) && (0..<size.width).contains(pixel.column)
            return isInside ? pixel : nil
        }
    }
}
