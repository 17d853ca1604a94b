extension Broadcast {
    /// Combines two tensors element by element.
    static func combine(
        _ left: Tensor<Double>, _ right: Tensor<Double>, _ operation: (Double, Double) -> Double
    ) -> Tensor<Double> {
        guard left.shape != right.shape else {
            return Tensor(shape: left.shape, elements: zip(left.elements, right.elements).map { operation($0, $1) })
        }
        let shape = self.shape(TensorType(left.shape).shape, TensorType(right.shape).shape)
        let offsets = zip(
            StridedOffsets(shape: shape, strides: strides(of: left.shape, in: shape)),
            StridedOffsets(shape: shape, strides: strides(of: right.shape, in: shape)))
        return Tensor(shape: shape, elements: offsets.map { operation(left.elements[$0], right.elements[$1]) })
    }

    /// Combines all inputs from the first to the last.
    static func fold(_ inputs: [Tensor<Double>?], _ operation: (Double, Double) -> Double) -> Tensor<Double> {
        inputs.dropFirst().reduce(inputs[0]!) { combine($0, $1!, operation) }
    }

    private static func shape(_ left: [Dimension], _ right: [Dimension]) -> [Int] {
        (shape([left, right]) ?? []).compactMap(\.size)
    }
}
