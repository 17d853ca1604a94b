extension ELU {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> { preconditionFailure("reference follows") }
}
