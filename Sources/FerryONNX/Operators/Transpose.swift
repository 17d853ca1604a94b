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
        try decoder.add(Transpose(permutation: permutation.map(layout.valueAxis)), inputs: [x], for: node, layout: .asIs)
        return true
    }
}
