internal import FerryCore

/// Transpose; together with the layout in which its input is held, where that is not the value's own.
struct TransposeCodec: ONNXOperatorCodec {
    typealias Op = Transpose
    let opTypes = ["Transpose"]

    func encode(_ operation: Transpose, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let x = encoder.input(0, of: node)
        let layout = encoder.layout(of: x)
        encoder.emit(
            .node("Transpose", .x, attributes: [ONNXAttribute("perm", operation.permutation.map(layout.axis))]), for: node,
            operands: [try encoder.name(of: x, as: layout)], layout: .asIs)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        var (x, layout) = try decoder.value(node.input(0) ?? "")
        if layout != .asIs && layout != .channelsFirst { (x, layout) = (try decoder.value(node.inputs[0], as: .asIs), .asIs) }
        let rank = decoder.type(of: x).shape.count
        let permutation = try node.integers("perm", count: rank) ?? Array((0..<rank).reversed())
        guard permutation.sorted() == Array(0..<rank) else {
            throw .attribute("perm", of: node, expected: "a permutation of \(rank) axes")
        }
        let axes = permutation.map(layout.valueAxis)
        if decoder.isForeign, try Self.aliases(node, x, axes, from: &decoder) { return true }
        try decoder.add(Transpose(permutation: axes), inputs: [x], for: node, layout: .asIs)
        return true
    }

    /// Takes a change between the two layouts of an image for what it is.
    private static func aliases(
        _ node: ONNXNode, _ x: ValueID, _ axes: [Int], from decoder: inout ONNXDecoder
    ) throws(FerryError) -> Bool {
        switch axes {
        case Array(axes.indices): try decoder.alias(node, x, .asIs)
        case ONNXLayout.toChannelsFirst: try decoder.alias(node, x, .channelsFirst)
        case ONNXLayout.toChannelsLast:
            // The image that convolutions of the same channels-first value read, too.
            try decoder.alias(node, try decoder.value(node.inputs[0], as: .channelsFirst), .asIs)
        default: return false
        }
        return true
    }
}
