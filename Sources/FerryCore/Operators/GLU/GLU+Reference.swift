extension GLU {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        inputs[0]!.mappingLanes(along: axis) { lane in
            let half = lane.count / 2
            return (0..<half).map { lane[$0] * ActivationFunction.sigmoid(of: lane[half + $0]) }
        }
    }
}
