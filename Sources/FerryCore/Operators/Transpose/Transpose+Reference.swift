extension Transpose {
    public func reference(_ inputs: [Tensor<Double>?]) -> Tensor<Double> {
        let x = inputs[0]!
        let shape = permutation.map { x.shape[$0] }
        let strides = x.shape.rowMajorStrides
        let offsets = StridedOffsets(shape: shape, strides: permutation.map { strides[$0] })
        return Tensor(shape: shape, elements: offsets.map { x.elements[$0] })
    }
}
