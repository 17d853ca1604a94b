internal import FerryCore

/// One output of an operator of ONNX that Ferry's core has no operator for, run by its definition.
///
/// Integers that shape the output, and whatever else has to be known beforehand, are part of the operator; other inputs are
/// values of the graph. Integers and bools among the graph's values are held as the numbers that they are.
struct ONNXFunction: Operator {
    static let name = "ONNXFunction"
    static let summary = "An operator of ONNX by its definition, in plain loops."
    static let source = "https://github.com/onnx/onnx/blob/main/docs/Operators.md"

    enum Input: Hashable, Sendable {
        /// The operator's next input, of a type.
        case value(ElementType)
        case constant(ONNXArray)
        case absent
    }

    let opType: String
    let attributes: [ONNXAttribute]
    /// The version of ONNX's operators in whose form the attributes are.
    let opset: Int
    let inputs: [Input]
    /// Which of the node's outputs this is, and how many it has.
    let output: Int
    let outputCount: Int

    var inputRoles: [InputRole] {
        inputs.enumerated().compactMap { index, input in
            if case .value = input { InputRole("input \(index)") } else { nil }
        }
    }

    /// The node, under names that say nothing.
    var node: ONNXNode {
        ONNXNode(
            name: opType, opType: opType, inputs: inputs.indices.map { "input \($0)" },
            outputs: (0..<outputCount).map { "output \($0)" }, attributes: attributes)
    }

    func reference(_ tensors: [Tensor<Double>?]) -> Tensor<Double> {
        var rest = tensors[...]
        let arrays = inputs.map { input -> ONNXArray? in
            switch input {
            case .absent: return nil
            case .constant(let array): return array
            case .value(let element): return rest.removeFirst().map { ONNXArray($0, of: element) }
            }
        }
        let shapes = arrays.map { $0.map { ONNXArray($0.element, shape: $0.shape) } }
        do {
            let result = try evaluate(arrays)
            return Tensor(shape: result.shape, elements: result.widened)
        } catch {
            // Integers that overflow or are divided by 0, and numbers that are no integers: what has no value is no number.
            let shape = (try? evaluate(known(shapes)).shape) ?? []
            return Tensor(repeating: .nan, shape: shape)
        }
    }

    /// The arrays of which values are at hand, as they are; the others without values.
    private func known(_ arrays: [ONNXArray?]) -> [ONNXArray?] {
        zip(inputs, arrays).map { input, array in
            if case .constant(let constant) = input { constant } else { array }
        }
    }

    func evaluate(_ arrays: [ONNXArray?]) throws(FerryError) -> ONNXArray {
        let outputs = try ONNXEvaluator.evaluate(node, arrays, opset: opset, limit: Self.elementLimit)
        guard outputs.indices.contains(output) else {
            throw FerryError(.malformed, "\(opType) has too many outputs", expected: "\(outputs.count)", found: "\(outputCount)")
        }
        return outputs[output]
    }

    /// More than any memory holds: the plan says what is needed before it is taken.
    private static let elementLimit = 1 << 40
}

extension ONNXArray {
    /// A value of a graph. Numbers are computed with in float64, whatever their type.
    init(_ tensor: Tensor<Double>, of element: ElementType) {
        guard let range = element.integerRange else {
            self.init(.float64, shape: tensor.shape, numbers: tensor.elements)
            return
        }
        let integers = tensor.elements.map { number in
            Int(exactly: number.rounded()).map { min(max($0, range.lowerBound), range.upperBound) } ?? 0
        }
        self.init(element, shape: tensor.shape, integers: integers)
    }
}
