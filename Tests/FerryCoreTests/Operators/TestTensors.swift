import FerryCore
import Testing

/// Runs an operator's definition and holds its output's shape against what shape inference said.
func apply(
    _ operation: any Operator, _ inputs: [Tensor<Double>?], sourceLocation: SourceLocation = #_sourceLocation
) throws -> Tensor<Double> {
    let type = try operation.outputType(for: inputs.map { $0.map { TensorType($0.shape) } })
    let output = operation.reference(inputs)
    #expect(type.sizes() == output.shape, "\(operation)", sourceLocation: sourceLocation)
    return output
}

/// The largest distance of two tensors' elements; infinite where their shapes differ.
func distance(_ left: Tensor<Double>, _ right: Tensor<Double>) -> Double {
    guard left.shape == right.shape else { return .infinity }
    return zip(left.elements, right.elements).map { $0 == $1 ? 0 : abs($0 - $1) }.max() ?? 0
}

extension Tensor<Double> {
    /// 0, 1, 2 …
    static func counting(_ shape: Int...) -> Tensor<Double> {
        Tensor(shape: shape, elements: (0..<shape.elementCount).map(Double.init))
    }

    static func row(_ elements: Double...) -> Tensor<Double> { Tensor(shape: [1, elements.count], elements: elements) }

    /// Uniform on [-1, 1).
    static func random(_ shape: [Int], _ generator: inout SplitMix64) -> Tensor<Double> {
        Tensor(shape: shape, elements: (0..<shape.elementCount).map { _ in Double(generator.unitFloat()) * 2 - 1 })
    }

    /// The element at an index, one number for each axis.
    subscript(index: Int...) -> Double { elements[zip(index, shape.rowMajorStrides).reduce(0) { $0 + $1.0 * $1.1 }] }
}
