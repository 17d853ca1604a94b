internal import RealModule

extension LogSoftmax {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        inputs[0]!.mappingLanes(along: axis) { lane in
            let largest = lane.largest
            let logarithm = Double.log(lane.map { Double.exp($0 - largest) }.sum)
            return lane.map { $0 - largest - logarithm }
        }
    }
}
