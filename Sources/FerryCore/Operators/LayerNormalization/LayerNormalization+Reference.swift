extension LayerNormalization {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        var y = inputs[0]!
        let rank = y.shape.count
        let normalised = Set(axes.map { $0 + rank })
        let outer = y.shape.indices.filter { !normalised.contains($0) }
        // Elements are grouped by their index along the axes that are not normalised, and numbered along those that are.
        let indices = y.elements.indices.map { y.shape.coordinates(ofElement: $0) }
        func number(_ index: [Int], _ axes: [Int]) -> Int { axes.reduce(0) { $0 * y.shape[$1] + index[$1] } }
        let groups = Dictionary(grouping: y.elements.indices) { number(indices[$0], outer) }
        for members in groups.values {
            let values = members.map { y.elements[$0] }
            let mean = values.mean
            let deviation = (values.map { ($0 - mean) * ($0 - mean) }.mean + epsilon).squareRoot()
            for position in members {
                let place = number(indices[position], normalised.sorted())
                let scale = inputs[1]?.elements[place] ?? 1
                let offset = inputs[2]?.elements[place] ?? 0
                y.elements[position] = scale * (y.elements[position] - mean) / deviation + offset
            }
        }
        return y
    }
}
