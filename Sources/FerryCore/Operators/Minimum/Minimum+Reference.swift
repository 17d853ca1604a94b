extension Minimum {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        Broadcast.fold(inputs) { $0.isNaN || $0 < $1 ? $0 : $1 }
    }
}
