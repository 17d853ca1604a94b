public import FerryCore

/// A group of nodes that a codec reads as one operator.
public struct ONNXPattern: Sendable {
    let rootType: String
    /// What is matched; nothing where it is no formula.
    let formula: ONNXFormula?
    /// The operators of the nodes, each once, inputs first.
    let opTypes: [String]
    let match: @Sendable (ONNXNode, ONNXNodeFinder) -> ONNXMatch?
    let decode: @Sendable (ONNXMatch, inout ONNXDecoder) throws(FerryError) -> Bool

    /// What `match` finds behind a node of type `rootType`.
    ///
    /// - Parameter decode: adds the operator to the decoder's graph; false where the match is another operator's.
    public init(
        rootType: String, match: @escaping @Sendable (ONNXNode, ONNXNodeFinder) -> ONNXMatch?,
        decode: @escaping @Sendable (ONNXMatch, inout ONNXDecoder) throws(FerryError) -> Bool
    ) {
        self.init(rootType: rootType, formula: nil, opTypes: [rootType], match: match, decode: decode)
    }

    private init(
        rootType: String, formula: ONNXFormula?, opTypes: [String],
        match: @escaping @Sendable (ONNXNode, ONNXNodeFinder) -> ONNXMatch?,
        decode: @escaping @Sendable (ONNXMatch, inout ONNXDecoder) throws(FerryError) -> Bool
    ) {
        self.rootType = rootType
        self.formula = formula
        self.opTypes = opTypes
        self.match = match
        self.decode = decode
    }

    /// What `formula` matches.
    ///
    /// - Precondition: the formula is a node's output.
    public init(
        _ formula: ONNXFormula, decode: @escaping @Sendable (ONNXMatch, inout ONNXDecoder) throws(FerryError) -> Bool
    ) {
        guard case .output(_, let application) = formula else { preconditionFailure("the formula is no node") }
        self.init(
            rootType: application.opType, formula: formula, opTypes: formula.opTypes, match: { formula.match($0, in: $1) },
            decode: decode)
    }

    /// A formula over one operand, each element of the output depending on the same element of the operand: any layout passes.
    ///
    /// - Parameter make: the operator; nothing where the captures are another's.
    public static func pointwise(
        _ formula: ONNXFormula, make: @escaping @Sendable (ONNXMatch) -> (any Operator)?
    ) -> ONNXPattern {
        ONNXPattern(formula) { (match, decoder) throws(FerryError) in
            guard let operation = make(match), let operand = match.operands[0] else { return false }
            let (id, layout) = try decoder.value(operand)
            guard match.largestRank <= decoder.type(of: id).shape.count else { return false }
            try decoder.add(operation, inputs: [id], for: match.root, layout: layout)
            return true
        }
    }
}
