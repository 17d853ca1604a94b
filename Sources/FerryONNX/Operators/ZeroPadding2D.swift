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
        guard let name = node.input(0) else { throw .onnx("Pad lacks its input") }
        try decoder.expectImage(name, of: node)
        guard try node.text("mode", default: "constant") == "constant", Self.value(node, decoder) == 0 else {
            throw .unsupported(node, "another mode or value than zeros", field: "mode")
        }
        guard let given = node.input(1).flatMap({ decoder.integers($0) }),
            let pads = Self.spread(given, over: node.input(3) == nil ? [0, 1, 2, 3] : try decoder.list(3, of: node)),
            pads.allSatisfy({ (0...WindowAttributes.limit).contains($0) })
        else {
            throw .unsupported(node, "computed, negative or missing pads", expected: "8 constants", field: "pads")
        }
        let layout = try decoder.imageLayout(name, touching: Set(pads.indices.filter { pads[$0] != 0 }.map { $0 % 4 }))
        let x = try decoder.value(name, as: layout)
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

    /// Pads of some axes as pads of all four; nothing where they do not fit.
    private static func spread(_ pads: [Int], over axes: [Int]?) -> [Int]? {
        guard let axes, pads.count == 2 * axes.count, axes.allSatisfy({ (-4..<4).contains($0) }) else { return nil }
        let counted = axes.map { $0 < 0 ? $0 + 4 : $0 }
        guard Set(counted).count == counted.count else { return nil }
        var all = [Int](repeating: 0, count: 8)
        for (place, axis) in counted.enumerated() { (all[axis], all[4 + axis]) = (pads[place], pads[place + axes.count]) }
        return all
    }

    private static func value(_ node: ONNXNode, _ decoder: ONNXDecoder) -> Double? {
        guard let name = node.input(2) else { return 0 }
        return decoder.numbers(name)?.first
    }
}

extension ONNXDecoder {
    /// The integers of a constant input; nothing where it is absent or computed.
    func list(_ index: Int, of node: ONNXNode) throws(FerryError) -> [Int]? { node.input(index).flatMap { integers($0) } }

    /// The layout in which an image is taken to be held where a node touches these axes: another writer's image that nothing has
    /// told the layout of is channels-first where its last axis is touched and its second is not.
    func imageLayout(_ name: String, touching axes: Set<Int>) throws(FerryError) -> ONNXLayout {
        let held = values[name].flatMap { $0?.layout } ?? .asIs
        guard isForeign, held == .asIs, axes.contains(3), !axes.contains(1) else { return held }
        return .channelsFirst
    }
}
