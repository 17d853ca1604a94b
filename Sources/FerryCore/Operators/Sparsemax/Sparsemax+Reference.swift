extension Sparsemax {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        inputs[0]!.mappingLanes(along: axis) { lane in
            var (sum, support, supportSum) = (0.0, 0, 0.0)
            for (index, value) in lane.sorted(by: >).enumerated() {
                sum += value
                guard value - (sum - 1) / Double(index + 1) > 0 else { continue }
                support += 1
                supportSum += sum
            }
            let threshold = (supportSum - 1) / Double(support)
            return lane.map { max($0 - threshold, 0) }
        }
    }
}
