extension PReLU {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        Broadcast.combine(inputs[0]!, inputs[1]!) { x, alpha in x >= 0 ? x : alpha * x }
    }
}
