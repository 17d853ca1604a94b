extension Broadcast {
    /// Combines two tensors element by element.
    static func combine(
        _ left: Tensor<Double>, _ right: Tensor<Double>, _ operation: (Double, Double) -> Double
    ) -> Tensor<Double> {
        guard left.shape != right.shape else {
            return Tensor(shape: left.shape, elements: zip(left.elements, right.elements).map { operation($0, $1) })
        }
        let shape = self.shape(TensorType(left.shape).shape, TensorType(right.shape).shape)
        let (leftStrides, rightStrides) = (strides(of: left.shape, in: shape), strides(of: right.shape, in: shape))
        let elements = (0..<shape.elementCount).map { position in
            let index = shape.coordinates(ofElement: position)
            let from = zip(index, leftStrides).reduce(0) { $0 + $1.0 * $1.1 }
            let with = zip(index, rightStrides).reduce(0) { $0 + $1.0 * $1.1 }
            return operation(left.elements[from], right.elements[with])
        }
        return Tensor(shape: shape, elements: elements)
    }

    /// Combines all inputs from the first to the last.
    static func fold(_ inputs: [Tensor<Double>?], _ operation: (Double, Double) -> Double) -> Tensor<Double> {
        inputs.dropFirst().reduce(inputs[0]!) { combine($0, $1!, operation) }
    }

    private static func shape(_ left: [Dimension], _ right: [Dimension]) -> [Int] {
        (shape([left, right]) ?? []).compactMap(\.size)
    }
}
