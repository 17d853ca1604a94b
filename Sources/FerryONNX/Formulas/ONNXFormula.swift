/// What an operator of Ferry is in terms of ONNX's: an expression over its inputs.
///
/// The same expression writes the operator and recognises it when the file is read, so the two cannot drift apart. Equal
/// subexpressions are one node.
public indirect enum ONNXFormula: Hashable, Sendable {
    /// A data input, by its place among the operator's data inputs.
    case operand(Int)
    /// A parameter, by its place among the operator's parameters.
    case parameter(Int)
    /// A float32 constant without axes. With a capture, any constant matches and the name is bound to it.
    case number(Double, capture: String? = nil)
    /// A float32 constant. With a capture, any constant of any shape matches.
    case numbers([Double], shape: [Int], capture: String)
    /// An int64 constant. With a capture, any constant matches.
    case integers([Int], shape: [Int], capture: String? = nil)
    /// One of the outputs of a node.
    case output(Int, of: Application)

    /// A node: an ONNX operator with inputs and attributes.
    public struct Application: Hashable, Sendable {
        public var opType: String
        /// Nothing for an optional input that is absent.
        public var inputs: [ONNXFormula?]
        public var attributes: [ONNXAttribute]
        /// Names of attributes that match any value; the attribute's name is bound to it.
        public var captures: Set<String>
        public var outputCount: Int
    }

    /// The only output of a node.
    public static func node(
        _ opType: String, _ inputs: ONNXFormula?..., attributes: [ONNXAttribute] = [], captures: Set<String> = []
    ) -> ONNXFormula {
        .output(0, of: Application(opType: opType, inputs: inputs, attributes: attributes, captures: captures, outputCount: 1))
    }

    /// The only operand of a function of one tensor.
    public static var x: ONNXFormula { .operand(0) }

    /// The operators of its nodes, each once, inputs first.
    var opTypes: [String] {
        guard case .output(_, let application) = self else { return [] }
        let inputs = application.inputs.flatMap { $0?.opTypes ?? [] }
        return (inputs + [application.opType]).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
