internal import FerryCore

/// Sub and Div, or Mul and Add for the inverse, with the deviation computed from the variance: so the file holds the variance
/// itself.
struct NormalizationCodec: ONNXOperatorCodec {
    typealias Op = Normalization

    func encode(_ operation: Normalization, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let x = encoder.input(0, of: node)
        let layout = encoder.layout(of: x)
        let parameters = [
            try encoder.broadcasting(encoder.input(1, of: node), as: layout),
            try encoder.broadcasting(encoder.input(2, of: node), as: layout),
        ]
        encoder.emit(
            Self.formula(operation), for: node, operands: [try encoder.name(of: x, as: layout)], parameters: parameters,
            layout: layout)
    }

    private static func formula(_ operation: Normalization) -> ONNXFormula {
        let deviation = ONNXFormula.node(
            "Max", .node("Sqrt", .parameter(1)), .number(Normalization.smallestDeviation))
        return operation.inverts
            ? .node("Add", .node("Mul", .x, deviation), .parameter(0))
            : .node("Div", .node("Sub", .x, .parameter(0)), deviation)
    }

    func patterns(opset: Int) -> [ONNXPattern] {
        [false, true].map { inverts in
            ONNXPattern(Self.formula(Normalization(inverts: inverts))) { (match, decoder) throws(FerryError) in
                let (x, layout) = try decoder.value(match.operands[0] ?? "")
                guard layout == .asIs || layout == .channelsFirst else { return false }
                let inputs = [
                    x, try decoder.broadcasting(match.parameters[0] ?? "", in: layout),
                    try decoder.broadcasting(match.parameters[1] ?? "", in: layout),
                ]
                try decoder.add(Normalization(inverts: inverts), inputs: inputs, for: match.root, layout: layout)
                return true
            }
        }
    }
}

extension ONNXEncoder {
    /// The name of a parameter that broadcasts against an image as NumPy does, so that it does in `layout`.
    ///
    /// Shapes keep their meaning: `[channels]` becomes `[channels, 1, 1]`, `[height, width, channels]` `[channels, height,
    /// width]`, and four axes stay four.
    mutating func broadcasting(_ id: ValueID, as layout: ONNXLayout) throws(FerryError) -> String {
        let shape = type(of: id).sizes() ?? []
        guard layout == .channelsFirst, !shape.isEmpty else { return try parameter(id) }
        let padded = [Int](repeating: 1, count: max(0, 3 - shape.count)) + shape
        return try parameter(id, viewedAs: padded, by: padded.count == 4 ? ONNXLayout.toChannelsFirst : [2, 0, 1])
    }
}

extension ONNXDecoder {
    /// The parameter that ``ONNXEncoder/broadcasting(_:as:)`` wrote, or a constant of another writer that broadcasts.
    mutating func broadcasting(_ name: String, in layout: ONNXLayout) throws(FerryError) -> ValueID {
        let shape = try shape(ofParameter: name)
        guard layout != .asIs, !shape.isEmpty else { return try parameter(name) }
        // One number is the same in any order, and the axes in front of it are the batch's at most.
        if shape.elementCount == 1 { return try parameter(name, shape: [1]) }
        guard layout == .channelsFirst, shape.count <= 4 else {
            throw FerryError(
                .unsupported, "'\(name)' does not broadcast against a flattened image in the file's order", found: "\(shape)")
        }
        // Other writers give constants an axis for the batch; Ferry's own files get back the shape that they had.
        let kept = isForeign && shape.count == 4 && shape[0] == 1 ? Array(shape[1...]) : shape
        let padded = [Int](repeating: 1, count: max(0, 3 - kept.count)) + kept
        if padded.count == 3 && padded[1...] == [1, 1] { return try parameter(name, viewedAs: padded, shape: [padded[0]]) }
        return try parameter(
            name, viewedAs: padded, by: padded.count == 4 ? ONNXLayout.toChannelsLast : [1, 2, 0])
    }

    /// Whether no node computes the value.
    func isConstant(_ name: String) -> Bool { constants.contains(name) }
}
