extension Sparsemax {
    /// Algorithm 1 of the paper: the support is the longest prefix of the sorted lane with 1 + k · z₍ₖ₎ > Σ z.
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        inputs[0]!.mappingLanes(along: axis) { lane in
            var (sum, support, supportSum) = (0.0, 0, 0.0)
            for (index, value) in lane.sorted(by: >).enumerated() {
                sum += value
                if 1 + Double(index + 1) * value > sum { (support, supportSum) = (index + 1, sum) }
            }
            let threshold = (supportSum - 1) / Double(support)
            return lane.map { max($0 - threshold, 0) }
        }
    }
}
