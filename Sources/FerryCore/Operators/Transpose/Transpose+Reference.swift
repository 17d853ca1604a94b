extension Transpose {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let x = inputs[0]!
        let strides = x.shape.rowMajorStrides
        let shape = permutation.map { x.shape[$0] }
        let elements = (0..<x.count).map { position in
            let index = shape.coordinates(ofElement: position)
            return x.elements[zip(index, permutation).reduce(0) { $0 + $1.0 * strides[$1.1] }]
        }
        return Tensor(shape: shape, elements: elements)
    }
}
