internal import FerryCore

/// BatchNormalization, whose channels are the second axis.
///
/// ONNX has no optional scale and shift: where Keras has none, they are ones and zeros under a generated name.
struct BatchNormalizationCodec: ONNXOperatorCodec {
    typealias Op = BatchNormalization
    let opTypes = ["BatchNormalization"]
    private static let onesSuffix = "#ones"
    private static let zerosSuffix = "#zeros"

    func locality(of operation: BatchNormalization) -> ONNXLocality { .columnwise }

    func encode(_ operation: BatchNormalization, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let x = encoder.input(0, of: node)
        let type = encoder.type(of: x)
        let rank = type.shape.count
        let channels = type.shape.last?.size ?? 0
        var layout = encoder.layout(of: x)
        if rank == 4 { layout = .channelsFirst }
        var parameters: [String] = []
        for index in 1...4 {
            if let id = node.inputs[index] {
                parameters.append(try encoder.vector(id, as: layout))
            } else {
                parameters.append(
                    encoder.repeated(
                        index == 1 ? 1 : 0, shape: [channels], suffix: index == 1 ? Self.onesSuffix : Self.zerosSuffix, for: node)
                )
            }
        }
        let formula =
            rank == 2 || rank == 4 ? Self.formula(.x, operation) : Self.transposed(rank: rank, operation)
        encoder.emit(
            formula, for: node, operands: [try encoder.name(of: x, as: layout)], parameters: parameters, layout: layout)
    }

    private static func formula(_ x: ONNXFormula, _ operation: BatchNormalization) -> ONNXFormula {
        .node(
            "BatchNormalization", x, .parameter(0), .parameter(1), .parameter(2), .parameter(3),
            attributes: [ONNXAttribute("epsilon", operation.epsilon), ONNXAttribute("momentum", operation.momentum)],
            captures: ["epsilon", "momentum"])
    }

    /// With the last axis moved to the second place and back.
    private static func transposed(rank: Int, _ operation: BatchNormalization) -> ONNXFormula {
        let there = [0, rank - 1] + Array(1..<rank - 1)
        let back = [0] + Array(2..<rank) + [1]
        return .node(
            "Transpose",
            formula(.node("Transpose", .x, attributes: [ONNXAttribute("perm", there)]), operation),
            attributes: [ONNXAttribute("perm", back)])
    }

    func patterns(opset: Int) -> [ONNXPattern] {
        [3, 5].map { rank in
            ONNXPattern(Self.transposed(rank: rank, BatchNormalization())) { (match, decoder) throws(FerryError) in
                let x = try decoder.value(match.operands[0] ?? "", as: .asIs)
                let names = (0..<4).map { match.parameters[$0] ?? "" }
                try decoder.add(
                    BatchNormalization(epsilon: match.number("epsilon"), momentum: match.number("momentum")),
                    inputs: [x] + (try Self.parameters(names, .asIs, &decoder)), for: match.root, layout: .asIs)
                return true
            }
        }
    }

    /// What is left of a batch normalization whose statistics an exporter has multiplied into its scale and shift.
    var importPatterns: [ONNXPattern] {
        [
            ONNXPattern(.node("Add", .node("Mul", .x, .parameter(0)), .parameter(1))) { (match, decoder) throws(FerryError) in
                guard let name = match.operands[0], let scale = match.parameters[0], let shift = match.parameters[1] else {
                    return false
                }
                let (x, layout) = try decoder.value(name)
                let shape = decoder.type(of: x).shape
                let isInput = decoder.model.graph.inputs.contains(x)
                let place = layout == .channelsFirst ? 3 : 1
                guard !isInput, shape.count > 1, let channels = shape.last?.size, channels > 1,
                    layout != .asIs || shape.count != 4
                else { return false }
                for parameter in [scale, shift] {
                    let sizes = try decoder.shape(ofParameter: parameter)
                    guard sizes.count >= place, sizes.count <= shape.count, sizes.elementCount == channels,
                        sizes[sizes.count - place] == channels
                    else { return false }
                }
                let statistics = [
                    try decoder.repeated(0, count: channels, named: match.root.label + "/mean"),
                    try decoder.repeated(1, count: channels, named: match.root.label + "/variance"),
                ]
                let inputs = [
                    x, try decoder.vector(scale, in: layout, count: channels),
                    try decoder.vector(shift, in: layout, count: channels),
                ]
                try decoder.add(BatchNormalization(epsilon: 0), inputs: inputs + statistics, for: match.root, layout: layout)
                return true
            }
        ]
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        guard node.inputs.count == 5, try node.integer("training_mode", default: 0) == 0 else {
            throw .unsupported(node, "training_mode", expected: "inference", field: "training_mode")
        }
        var (x, layout) = try decoder.value(node.inputs[0])
        switch decoder.type(of: x).shape.count {
        case 2: break
        case 4: (x, layout) = (try decoder.value(node.inputs[0], as: .channelsFirst), .channelsFirst)
        case let rank: throw .unsupported(node, "an input of \(rank) axes", expected: "2 or 4 axes")
        }
        try decoder.add(
            BatchNormalization(
                epsilon: try node.number("epsilon", default: 1e-5), momentum: try node.number("momentum", default: 0.9)),
            inputs: [x] + (try Self.parameters(Array(node.inputs[1...]), layout, &decoder)), for: node, layout: layout)
        return true
    }

    private static func parameters(
        _ names: [String], _ layout: ONNXLayout, _ decoder: inout ONNXDecoder
    ) throws(FerryError) -> [ValueID?] {
        var parameters: [ValueID?] = []
        for name in names {
            let isAbsent =
                name.hasSuffix(onesSuffix) && decoder.numbers(name)?.allSatisfy { $0 == 1 } == true
                || name.hasSuffix(zerosSuffix) && decoder.numbers(name)?.allSatisfy { $0 == 0 } == true
            parameters.append(isAbsent ? nil : try decoder.vector(name, in: layout))
        }
        return parameters
    }
}

extension ONNXEncoder {
    /// The name of a parameter with one number for each column or channel, in the order in which `layout` has them.
    mutating func vector(_ id: ValueID, as layout: ONNXLayout) throws(FerryError) -> String {
        guard case .flattenedChannelsFirst(let height, let width, let channels) = layout else { return try parameter(id) }
        return try parameter(
            id, viewedAs: [height, width, channels], by: [2, 0, 1], shape: [height * width * channels])
    }
}

extension ONNXDecoder {
    /// A parameter with one number for each column or channel of a value that is held in `layout`.
    ///
    /// - Parameter count: how many; other axes are of size 1.
    mutating func vector(_ name: String, in layout: ONNXLayout, count: Int? = nil) throws(FerryError) -> ValueID {
        guard case .flattenedChannelsFirst(let height, let width, let channels) = layout else {
            return try parameter(name, shape: count.map { [$0] })
        }
        return try parameter(
            name, viewedAs: [channels, height, width], by: [1, 2, 0], shape: [height * width * channels])
    }

    /// A parameter that is not in the file: the same number for each channel.
    mutating func repeated(_ number: Float, count: Int, named name: String) throws(FerryError) -> ValueID {
        let tensor = Tensor(shape: [count], elements: [Float](repeating: number, count: count))
        return try model.addParameter(named: model.graph.unusedName(name), MemorySource(tensor))
    }
}
