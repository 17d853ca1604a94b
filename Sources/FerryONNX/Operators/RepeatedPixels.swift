internal import FerryCore

/// Pixels repeated along height or width as TensorFlow spells it: a new axis behind the repeated one, tiled, and merged into it,
/// with a Transpose in between where an exporter left one.
enum RepeatedPixels {
    static var patterns: [ONNXPattern] {
        let tiled = ONNXFormula.node(
            "Tile", .node("Unsqueeze", .x, .integers([], shape: [0], capture: "axis")),
            .integers([], shape: [0], capture: "repeats"))
        let moved = ONNXFormula.node(
            "Transpose", tiled, attributes: [ONNXAttribute("perm", [Int]())], captures: ["perm"])
        let shapes: [ONNXFormula] = [.operand(1), .integers([], shape: [0], capture: "shape")]
        return [tiled, moved].flatMap { x in
            shapes.map { shape in
                ONNXPattern(.node("Reshape", x, shape)) { (match, decoder) throws(FerryError) in
                    try decode(match, from: &decoder)
                }
            }
        }
    }

    private static func decode(_ match: ONNXMatch, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        guard let name = match.operands[0], case let (x, layout) = try decoder.value(name),
            case let before = try decoder.shape(of: name), before.count == 4, layout == .asIs || layout == .channelsFirst,
            let axis = match.integers("axis").first, match.integers("axis").count == 1, (1...4).contains(axis),
            case let repeats = match.integers("repeats"), repeats.count == 5,
            (1...WindowAttributes.limit).contains(repeats[axis]),
            repeats.indices.allSatisfy({ $0 == axis || repeats[$0] == 1 })
        else { return false }
        // Axes of the input by their places behind the Transpose; nothing for the new axis.
        let widened: [Int?] = (0..<5).map { $0 == axis ? nil : $0 < axis ? $0 : $0 - 1 }
        let permutation = match.integers("perm").isEmpty ? Array(0..<5) : match.integers("perm")
        guard permutation.sorted() == Array(0..<5) else { return false }
        let order = permutation.map { widened[$0] }
        guard let new = order.firstIndex(of: nil), new > 0, let repeated = order[new - 1] else { return false }
        let kept = order.compactMap { $0 }
        let after = kept.map { place in
            place == repeated ? product(before[place], repeats[axis]) : before[place]
        }
        let target = match.operands[1].map { decoder.sizes($0) ?? [] } ?? match.integers("shape").map(Dimension.fixed)
        guard target == after else { return false }

        let values = kept.map(layout.valueAxis)
        guard let result = [ONNXLayout.asIs, .channelsFirst].first(where: { values == (0..<4).map($0.valueAxis) }),
            (1...2).contains(layout.valueAxis(repeated))
        else { return false }
        let factors =
            layout.valueAxis(repeated) == 1
            ? Size2D(height: repeats[axis], width: 1) : Size2D(height: 1, width: repeats[axis])
        try decoder.add(
            UpSampling2D(factors: factors, interpolation: .nearest), inputs: [x], for: match.root, layout: result)
        return true
    }

    /// Nothing where it is not known, or larger than any image.
    private static func product(_ size: Dimension, _ factor: Int) -> Dimension? {
        guard let (product, overflow) = size.size?.multipliedReportingOverflow(by: factor), !overflow else { return nil }
        return .fixed(product)
    }
}
