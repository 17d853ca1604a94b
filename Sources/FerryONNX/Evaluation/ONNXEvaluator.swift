internal import FerryCore

/// ONNX's operators by their definition, on arrays of any type: what constant folding computes with, and what runs the operators
/// that Ferry's core has no operator for.
///
/// Plain loops in float64. Nodes are in the form of operator set 13 or later.
/// https://github.com/onnx/onnx/blob/main/docs/Operators.md
enum ONNXEvaluator {
    /// The elements that an array may have while a file is read.
    static let foldingLimit = 1 << 22

    /// The definitions, by operator of ONNX's own domain.
    private static let definitions: [String: ONNXDefinition] = [
        ShapeFunctions.table, Generators.table, Rearrangements.table, Selections.table, Conversions.table, Pointwise.table,
        Arithmetic.table, Comparisons.table, Reductions.table, Padding.table, MatrixProducts.table, LaneFunctions.table,
        ImageStatistics.table, WindowPooling.table, Convolutions.table, Resizing.table,
    ].reduce(into: [:]) { $0.merge($1) { first, _ in first } }

    /// Whether there is a definition for the node's operator.
    static func knows(_ node: ONNXNode) -> Bool { node.domain.isEmpty && definitions[node.opType] != nil }

    /// The node's outputs for these inputs; nothing stands for an absent one.
    ///
    /// Where values of inputs are unknown, so are those of the outputs that depend on them; their types and shapes are right all
    /// the same, or it throws. A result is rounded to its type: ask with float64 inputs for results in float64.
    ///
    /// - Parameters:
    ///   - opset: the version of ONNX's operators, at least 13.
    ///   - constants: the tensors that attributes name by their place.
    ///   - limit: the elements that any array may have: more are refused before memory is taken for them.
    /// - Throws: `malformed` where the inputs or attributes break ONNX's rules, `limit` where an array would be too large,
    ///   `unsupported` where there is no definition, or the result is random or depends on unknown values.
    static func evaluate(
        _ node: ONNXNode, _ inputs: [ONNXArray?], opset: Int, constants: [ONNXTensor] = [], limit: Int = foldingLimit
    ) throws(FerryError) -> [ONNXArray] {
        guard node.domain.isEmpty, let definition = definitions[node.opType] else {
            throw FerryError(
                .unsupported, "the operator \(node.opType) is not one that Ferry computes", at: Location(layer: node.label))
        }
        do {
            let call = ONNXCall(node: node, inputs: inputs, opset: opset, constants: constants, limit: limit)
            for case let input? in inputs { try call.check(input.shape) }
            return try definition.outputs(call).map { $0.rounded() }
        } catch {
            throw error.at(Location(layer: node.label))
        }
    }
}
