extension LayerNormalization {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let (x, gamma, beta) = (inputs[0]!, inputs[1], inputs[2])
        var y = x
        // Where a group starts, and how far from there its members are, numbered as gamma and beta are.
        let normalised = Set(axes.map { $0 + x.shape.count })
        let members = Array(x.offsets(along: x.shape.indices.filter { normalised.contains($0) }))
        for start in x.offsets(along: x.shape.indices.filter { !normalised.contains($0) }) {
            let values = members.map { x.elements[start + $0] }
            let mean = values.mean
            let deviation = (values.map { ($0 - mean) * ($0 - mean) }.mean + epsilon).squareRoot()
            for (number, value) in values.enumerated() {
                let scale = gamma?.elements[number] ?? 1
                let offset = beta?.elements[number] ?? 0
                y.elements[start + members[number]] = scale * (value - mean) / deviation + offset
            }
        }
        return y
    }
}

extension Tensor<Double> {
    /// The offsets of the elements whose index is 0 along all other axes.
    fileprivate func offsets(along axes: [Int]) -> StridedOffsets {
        let strides = shape.rowMajorStrides
        return StridedOffsets(shape: axes.map { shape[$0] }, strides: axes.map { strides[$0] })
    }
}
