extension ReLU {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        inputs[0]!.mapping { x in
            guard x <= threshold else { return maximum.map { min(max(x, 0), $0) } ?? x }
            return negativeSlope == 0 ? 0 : negativeSlope * (x - threshold)
        }
    }
}
