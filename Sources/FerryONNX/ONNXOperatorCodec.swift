public import FerryCore

/// How an operator passes a flattened image that is held channels-first.
public enum ONNXLocality: Sendable {
    /// Each element of the output depends on the same element of the input: any order passes.
    case pointwise
    /// As pointwise, with parameters that are one number for each column, which follow its order.
    case columnwise
    /// Depends on the order.
    case whole
}

/// What ONNX has for an operator of Ferry.
///
/// Another package adds its own with ``ONNXOperatorTable/adding(_:)``.
public protocol ONNXOperatorCodec: Sendable {
    associatedtype Op: Operator

    /// The ONNX operators, single nodes, that ``decode(_:from:)`` reads.
    var opTypes: [String] { get }

    /// Groups of nodes that are this operator, as a file of an operator set has them; tried before single nodes, the largest
    /// match first.
    func patterns(opset: Int) -> [ONNXPattern]

    /// Groups of nodes that are this operator in files of other writers, beyond ``patterns(opset:)``: nodes of any file in the form
    /// of the newest operator set.
    var importPatterns: [ONNXPattern] { get }

    func locality(of operation: Op) -> ONNXLocality

    /// Writes a node.
    ///
    /// - Throws: `unsupported` where the operator set cannot express it.
    func encode(_ operation: Op, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError)

    /// Reads a node: adds its operator to the decoder's graph.
    ///
    /// - Returns: false where the node is another codec's.
    /// - Throws: `unsupported` where Ferry has no operator for it, `malformed` where it breaks ONNX's rules.
    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool
}

extension ONNXOperatorCodec {
    public var opTypes: [String] { [] }
    public func patterns(opset: Int) -> [ONNXPattern] { [] }
    public var importPatterns: [ONNXPattern] { [] }
    public func locality(of operation: Op) -> ONNXLocality { .whole }
    public func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool { false }

    var operatorName: String { Op.name }

    /// Single nodes, and compositions as `Mul+Add`, that are the operator in the standard operator set.
    var names: [String] {
        let compositions = patterns(opset: OperatorSet.standard).map { $0.opTypes.joined(separator: "+") }
        return (opTypes + compositions).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    func encode(_ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        guard let operation = node.operation as? Op else { preconditionFailure("\(node.operation) is no \(Op.name)") }
        try encode(operation, node, to: &encoder)
    }

    func locality(of node: Node) -> ONNXLocality {
        (node.operation as? Op).map { locality(of: $0) } ?? .whole
    }
}

/// The operators that a build reads and writes as ONNX.
public struct ONNXOperatorTable: Sendable {
    public let codecs: [any ONNXOperatorCodec]
    private let byName: [String: any ONNXOperatorCodec]
    private let byOpType: [String: [any ONNXOperatorCodec]]

    /// - Precondition: no two codecs are for one operator.
    public init(_ codecs: [any ONNXOperatorCodec]) {
        self.codecs = codecs
        byName = Dictionary(uniqueKeysWithValues: codecs.map { ($0.operatorName, $0) })
        var byOpType: [String: [any ONNXOperatorCodec]] = [:]
        for codec in codecs {
            for opType in codec.opTypes { byOpType[opType, default: []].append(codec) }
        }
        self.byOpType = byOpType
    }

    /// `others` and these codecs, of which `others` are tried first: they know more special forms.
    public func adding(_ others: [any ONNXOperatorCodec]) -> ONNXOperatorTable { ONNXOperatorTable(others + codecs) }

    /// The codec for an operator of Ferry, by its name.
    public subscript(operatorName name: String) -> (any ONNXOperatorCodec)? { byName[name] }

    /// The codecs for an ONNX operator, in the order in which they are tried.
    func codecs(for opType: String) -> [any ONNXOperatorCodec] { byOpType[opType] ?? [] }
}
