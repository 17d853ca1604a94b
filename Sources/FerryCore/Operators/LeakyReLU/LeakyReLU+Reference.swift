extension LeakyReLU {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        inputs[0]!.mapping { $0 >= 0 ? $0 : negativeSlope * $0 }
    }
}
