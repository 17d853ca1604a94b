extension SeparableConv2D {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        pointwise.reference([depthwise.reference([inputs[0], inputs[1], nil]), inputs[2], inputs[3]])
    }
}
