internal import FerryCore

/// Flatten. A channels-first image is flattened as it is where all that follows can follow the order.
struct FlattenCodec: ONNXOperatorCodec {
    typealias Op = Flatten
    let opTypes = ["Flatten"]

    func encode(_ operation: Flatten, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let x = encoder.input(0, of: node)
        var held = ONNXLayout.asIs
        var result = ONNXLayout.asIs
        if encoder.layout(of: x) == .channelsFirst {
            result = Self.layout(ofFlattened: try encoder.sizes(of: x))
            // Where both orders agree, or the order may stay, no Transpose is needed.
            held = result == .asIs || encoder.mayStayChannelsFirst(node.output) ? .channelsFirst : .asIs
            if held == .asIs { result = .asIs }
        }
        encoder.emit(.node("Flatten", .x), for: node, operands: [try encoder.name(of: x, as: held)], layout: result)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        if decoder.isForeign { return try Self.decodeForeign(node, from: &decoder) }
        let (x, layout) = try decoder.value(node.input(0) ?? "")
        let rank = decoder.type(of: x).shape.count
        let axis = try node.integer("axis", default: 1)
        guard axis == 1 || axis == 1 - rank else {
            throw .unsupported(node, "axis \(axis)", expected: "1, behind the batch", field: "axis")
        }
        if layout == .channelsFirst {
            let sizes = decoder.type(of: x).shape.dropFirst().map { $0.size ?? 0 }
            try decoder.add(Flatten(), inputs: [x], for: node, layout: Self.layout(ofFlattened: sizes))
        } else {
            try decoder.add(Flatten(), inputs: [try decoder.value(node.inputs[0], as: .asIs)], for: node, layout: .asIs)
        }
        return true
    }

    private static func decodeForeign(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let change = try Rearrangement(node, decoder) { shape throws(FerryError) in
            let given = try node.integer("axis", default: 1)
            let axis = given < 0 ? given + shape.count : given
            guard (1...shape.count).contains(axis), shape[1..<axis].allSatisfy({ $0 == 1 }) else {
                throw .unsupported(node, "axis \(given)", expected: "1, behind the batch", field: "axis")
            }
            return [shape[0], shape[1...].compactMap(\.size).checkedElementCount.map(Dimension.fixed)]
        }
        try change.add(to: &decoder)
        return true
    }

    /// How a flattened channels-first image holds a flattened image of these sizes: height, width, channels.
    static func layout(ofFlattened sizes: [Int]) -> ONNXLayout {
        sizes[0] * sizes[1] == 1 || sizes[2] == 1
            ? .asIs : .flattenedChannelsFirst(height: sizes[0], width: sizes[1], channels: sizes[2])
    }
}
