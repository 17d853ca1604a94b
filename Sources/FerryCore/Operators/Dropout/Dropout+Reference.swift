extension Dropout {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> { inputs[0]! }
}
