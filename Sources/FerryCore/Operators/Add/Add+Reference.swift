extension Add {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> { Broadcast.fold(inputs, +) }
}
