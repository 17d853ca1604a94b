internal import FerryCore

/// GlobalMaxPool, with a Flatten behind it where dimensions are not kept.
struct GlobalMaxPooling2DCodec: ONNXOperatorCodec {
    typealias Op = GlobalMaxPooling2D
    private let form = GlobalPoolingForm("GlobalMaxPool", "ReduceMax") { GlobalMaxPooling2D(keepsDimensions: $0) }
    var opTypes: [String] { [form.opType, form.reduction] }
    var importPatterns: [ONNXPattern] { form.importPatterns }

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
    private let form = GlobalPoolingForm("GlobalAveragePool", "ReduceMean") { GlobalAveragePooling2D(keepsDimensions: $0) }
    var opTypes: [String] { [form.opType, form.reduction] }
    var importPatterns: [ONNXPattern] { form.importPatterns }

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
    /// The reduction that is the same over height and width.
    let reduction: String
    private let make: @Sendable (_ keepsDimensions: Bool) -> any Operator

    init(
        _ opType: String, _ reduction: String, make: @escaping @Sendable (_ keepsDimensions: Bool) -> any Operator
    ) {
        self.opType = opType
        self.reduction = reduction
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

    /// One pixel as a vector, in other writers' words.
    var importPatterns: [ONNXPattern] {
        [("Squeeze", "axes"), ("Reshape", "shape")].map { opType, list in
            let formula = ONNXFormula.node(opType, .node(self.opType, .x), .integers([], shape: [0], capture: list))
            return ONNXPattern(formula) { [make] (match, decoder) throws(FerryError) in
                let x = try decoder.value(match.operands[0] ?? "", as: .channelsFirst)
                guard decoder.type(of: x).shape.count == 4, let channels = decoder.type(of: x).shape[3].size else { return false }
                let given = match.integers(list)
                let isVector =
                    opType == "Squeeze"
                    ? given.map { $0 < 0 ? $0 + 4 : $0 }.sorted() == [2, 3]
                    : [[-1, channels], [0, channels], [0, -1]].contains(given)
                guard isVector else { return false }
                try decoder.add(make(false), inputs: [x], for: match.root, layout: .asIs)
                return true
            }
        }
    }

    func encode(_ keepsDimensions: Bool, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let x = try encoder.name(of: encoder.input(0, of: node), as: .channelsFirst)
        encoder.emit(
            keepsDimensions ? .node(opType, .x) : flattened, for: node, operands: [x],
            layout: keepsDimensions ? .channelsFirst : .asIs)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        if node.opType == reduction { return try decodeReduction(node, from: &decoder) }
        let x = try decoder.value(node.input(0) ?? "", as: .channelsFirst)
        try decoder.add(make(true), inputs: [x], for: node, layout: .channelsFirst)
        return true
    }

    /// A reduction over height and width, wherever the layout has them.
    private func decodeReduction(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        guard let name = node.input(0) else { throw .onnx("\(node.opType) lacks its input") }
        let rank = try decoder.shape(of: name).count
        let axes = try decoder.axes(of: node, rank: rank)
        guard rank == 4, axes == [2, 3] || axes == [1, 2] else {
            throw .unsupported(node, "other axes than an image's height and width", expected: "axes 2 and 3", field: "axes")
        }
        let keeps = try node.integer("keepdims", default: 1) != 0
        let layout: ONNXLayout = axes == [2, 3] ? .channelsFirst : .asIs
        let x = try decoder.value(name, as: layout)
        try decoder.add(make(keeps), inputs: [x], for: node, layout: keeps ? layout : .asIs)
        return true
    }
}
