import FerryCore
import Testing

@testable import FerryONNX

/// A node, its inputs and what it makes of them.
struct EvaluationCase: Sendable, CustomTestStringConvertible {
    let node: ONNXNode
    let inputs: [ONNXArray?]
    let outputs: [ONNXArray]

    init(_ opType: String, _ inputs: [ONNXArray?], _ attributes: [ONNXAttribute] = [], gives outputs: ONNXArray...) {
        node = ONNXNode(
            name: "n", opType: opType, inputs: inputs.indices.map { inputs[$0] == nil ? "" : "x\($0)" },
            outputs: outputs.indices.map { "y\($0)" }, attributes: attributes)
        self.inputs = inputs
        self.outputs = outputs
    }

    var testDescription: String { "\(node.opType) of \(inputs.map { $0.map { "\($0.shape)" } ?? "nothing" })" }
}

extension ONNXArray {
    /// A list of integers.
    static func list(_ integers: Int...) -> ONNXArray { ONNXArray(shape: [integers.count], integers: integers) }

    static func integers(_ shape: [Int], _ integers: [Int], _ element: ElementType = .int64) -> ONNXArray {
        ONNXArray(element, shape: shape, integers: integers)
    }

    static func integer(_ integer: Int) -> ONNXArray { ONNXArray(shape: [], integers: [integer]) }

    static func booleans(_ shape: [Int], _ values: [Int]) -> ONNXArray { ONNXArray(.bool, shape: shape, integers: values) }

    /// In float64, in which results are not rounded.
    static func numbers(_ shape: [Int], _ numbers: [Double]) -> ONNXArray { ONNXArray(.float64, shape: shape, numbers: numbers) }

    static func number(_ number: Double) -> ONNXArray { ONNXArray(.float64, shape: [], numbers: [number]) }

    /// 0, 1, 2 … of a shape.
    static func counting(_ shape: Int...) -> ONNXArray {
        ONNXArray(.float64, shape: shape, numbers: (0..<shape.elementCount).map(Double.init))
    }
}
