extension GlobalAveragePooling2D {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let x = inputs[0]!
        let whole = Window2D(input: x.imageSize, kernel: x.imageSize, strides: Size2D(1), padding: .valid)
        let y = whole.mean(x)
        return keepsDimensions ? y : y.reshaped(to: [x.shape[0], x.shape[3]])
    }
}
