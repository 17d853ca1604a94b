extension ReLU {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        inputs[0]!.mapping { x in
            if let maximum, x >= maximum { return maximum }
            return x >= threshold || x.isNaN ? x : negativeSlope * (x - threshold)
        }
    }
}
