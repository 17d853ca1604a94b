extension Maximum {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> { Broadcast.fold(inputs, Double.larger) }
}
