internal import RealModule

extension Softmax {
    /// The largest element is taken off first, so that no exponential overflows.
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        inputs[0]!.mappingLanes(along: axis) { lane in
            let largest = lane.largest
            let exponentials = lane.map { Double.exp($0 - largest) }
            let sum = exponentials.sum
            return exponentials.map { $0 / sum }
        }
    }
}
