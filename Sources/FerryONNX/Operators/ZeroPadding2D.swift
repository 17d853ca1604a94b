internal import FerryCore

/// Pad with zeros, in the layout in which the image is held.
struct ZeroPadding2DCodec: ONNXOperatorCodec {
    typealias Op = ZeroPadding2D
    let opTypes = ["Pad"]

    func encode(_ operation: ZeroPadding2D, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let x = encoder.input(0, of: node)
        let layout = encoder.layout(of: x)
        let margins = operation.margins
        let before = [0, margins.top, margins.left, 0]
        let after = [0, margins.bottom, margins.right, 0]
        let pads = (0..<4).map { before[layout.valueAxis($0)] } + (0..<4).map { after[layout.valueAxis($0)] }
        encoder.emit(
            .node("Pad", .x, .integers(pads, shape: [8], capture: "pads")), for: node,
            operands: [try encoder.name(of: x, as: layout)], layout: layout)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let (x, layout) = try decoder.value(node.input(0) ?? "")
        guard try node.text("mode", default: "constant") == "constant", node.input(3) == nil, try Self.value(node, decoder) == 0
        else {
            throw .unsupported(node, "another mode or value than zeros on all axes", field: "mode")
        }
        guard let pads = try Self.pads(node, decoder), pads.count == 8,
            pads.allSatisfy({ (0...WindowAttributes.limit).contains($0) })
        else {
            throw .unsupported(node, "computed, negative or missing pads", expected: "8 constants", field: "pads")
        }
        let before = (0..<4).map { pads[layout.axis($0)] }
        let after = (0..<4).map { pads[4 + layout.axis($0)] }
        guard [before[0], before[3], after[0], after[3]].allSatisfy({ $0 == 0 }) else {
            throw .unsupported(node, "pads on the batch or the channels", expected: "pads on height and width", field: "pads")
        }
        try decoder.add(
            ZeroPadding2D(margins: Margins2D(top: before[1], bottom: after[1], left: before[2], right: after[2])), inputs: [x],
            for: node, layout: layout)
        return true
    }

    /// An input from operator set 11 on, an attribute before.
    private static func pads(_ node: ONNXNode, _ decoder: ONNXDecoder) throws(FerryError) -> [Int]? {
        decoder.opset < 11 ? try node.integers("pads") : node.input(1).flatMap { decoder.integers($0) }
    }

    private static func value(_ node: ONNXNode, _ decoder: ONNXDecoder) throws(FerryError) -> Double? {
        if decoder.opset < 11 { return try node.number("value", default: 0) }
        guard let name = node.input(2) else { return 0 }
        return decoder.numbers(name)?.first
    }
}
