extension Cropping2D {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let x = inputs[0]!
        let size = x.imageSize
        let cropped = Size2D(
            height: size.height - margins.top - margins.bottom, width: size.width - margins.left - margins.right)
        return x.image(of: cropped) { ($0 + margins.top, $1 + margins.left) }
    }
}
