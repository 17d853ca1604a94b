extension Tensor<Double> {
    /// Replaces each lane along an axis by what `transform` makes of it.
    func mappingLanes(along axis: Int, _ transform: ([Double]) -> [Double]) -> Tensor<Double> {
        let axis = axis < 0 ? axis + shape.count : axis
        let (size, stride) = (shape[axis], shape.rowMajorStrides[axis])
        var lanes: [[Double]] = []
        for outer in 0..<count / max(size * stride, 1) {
            for inner in 0..<stride {
                let start = outer * size * stride + inner
                lanes.append(transform((0..<size).map { elements[start + $0 * stride] }))
            }
        }
        var result = shape
        result[axis] = lanes.first?.count ?? 0
        var mapped = Tensor(repeating: 0, shape: result)
        for (lane, values) in lanes.enumerated() {
            let start = lane / stride * values.count * stride + lane % stride
            for (index, value) in values.enumerated() { mapped.elements[start + index * stride] = value }
        }
        return mapped
    }
}
