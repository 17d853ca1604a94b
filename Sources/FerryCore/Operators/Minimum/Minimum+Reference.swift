extension Minimum {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> { Broadcast.fold(inputs, Double.smaller) }
}
