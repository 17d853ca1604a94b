internal import FerryCore

/// GlobalMaxPool, with a Flatten behind it where dimensions are not kept.
struct GlobalMaxPooling2DCodec: ONNXOperatorCodec {
    typealias Op = GlobalMaxPooling2D
    private let form = GlobalPoolingForm("GlobalMaxPool") { GlobalMaxPooling2D(keepsDimensions: $0) }
    var opTypes: [String] { [form.opType] }

    func patterns(opset: Int) -> [ONNXPattern] { form.patterns }

    func encode(_ operation: GlobalMaxPooling2D, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try form.encode(operation.keepsDimensions, node, to: &encoder)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        try form.decode(node, from: &decoder)
    }
}

/// GlobalAveragePool, with a Flatten behind it where dimensions are not kept.
struct GlobalAveragePooling2DCodec: ONNXOperatorCodec {
    typealias Op = GlobalAveragePooling2D
    private let form = GlobalPoolingForm("GlobalAveragePool") { GlobalAveragePooling2D(keepsDimensions: $0) }
    var opTypes: [String] { [form.opType] }

    func patterns(opset: Int) -> [ONNXPattern] { form.patterns }

    func encode(_ operation: GlobalAveragePooling2D, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try form.encode(operation.keepsDimensions, node, to: &encoder)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        try form.decode(node, from: &decoder)
    }
}

/// How ONNX writes a global pooling.
private struct GlobalPoolingForm: Sendable {
    let opType: String
    private let make: @Sendable (_ keepsDimensions: Bool) -> any Operator

    init(_ opType: String, make: @escaping @Sendable (_ keepsDimensions: Bool) -> any Operator) {
        self.opType = opType
        self.make = make
    }

    private var flattened: ONNXFormula { .node("Flatten", .node(opType, .x)) }

    var patterns: [ONNXPattern] {
        [
            ONNXPattern(flattened) { [make] (match, decoder) throws(FerryError) in
                let x = try decoder.value(match.operands[0] ?? "", as: .channelsFirst)
                try decoder.add(make(false), inputs: [x], for: match.root, layout: .asIs)
                return true
            }
        ]
    }

    func encode(_ keepsDimensions: Bool, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let x = try encoder.name(of: encoder.input(0, of: node), as: .channelsFirst)
        encoder.emit(
            keepsDimensions ? .node(opType, .x) : flattened, for: node, operands: [x],
            layout: keepsDimensions ? .channelsFirst : .asIs)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let x = try decoder.value(node.input(0) ?? "", as: .channelsFirst)
        try decoder.add(make(true), inputs: [x], for: node, layout: .channelsFirst)
        return true
    }
}
