internal import FerryCore

/// Mul and Add with constants, or one of them.
struct RescalingCodec: ONNXOperatorCodec {
    typealias Op = Rescaling

    func locality(of operation: Rescaling) -> ONNXLocality {
        operation.scale.count == 1 && operation.offset.count == 1 ? .pointwise : .whole
    }

    func encode(_ operation: Rescaling, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let x = encoder.input(0, of: node)
        let layout = encoder.layout(of: x)
        let formula = Self.formula(
            operation, layout, multiplies: operation.scale != [1] || operation.offset == [0],
            adds: operation.offset.contains { $0 != 0 })
        encoder.emit(formula, for: node, operands: [try encoder.name(of: x, as: layout)], layout: layout)
    }

    private static func formula(
        _ operation: Rescaling, _ layout: ONNXLayout, multiplies: Bool, adds: Bool
    ) -> ONNXFormula {
        func constant(_ values: [Double], _ name: String) -> ONNXFormula {
            let shape = layout == .channelsFirst ? [values.count, 1, 1] : [values.count]
            return .numbers(values, shape: values.count == 1 ? [] : shape, capture: name)
        }
        let product = multiplies ? ONNXFormula.node("Mul", .x, constant(operation.scale, "scale")) : .x
        return adds ? .node("Add", product, constant(operation.offset, "offset")) : product
    }

    func patterns(opset: Int) -> [ONNXPattern] {
        [(true, true), (true, false), (false, true)].map { multiplies, adds in
            let formula = Self.formula(Rescaling(scale: [1]), .asIs, multiplies: multiplies, adds: adds)
            return ONNXPattern(formula) { (match, decoder) throws(FerryError) in
                try Self.add(
                    Rescaling(
                        scale: multiplies ? match.numbers("scale") : [1], offset: adds ? match.numbers("offset") : [0]), match,
                    to: &decoder)
            }
        }
    }

    /// Differences, quotients and signs, with a constant on either side.
    var importPatterns: [ONNXPattern] {
        func constant(_ name: String) -> ONNXFormula { .numbers([], shape: [0], capture: name) }
        let families: [(ONNXFormula, @Sendable (ONNXMatch) -> Rescaling)] = [
            (.node("Neg", .x), { _ in Rescaling(scale: [-1]) }),
            (.node("Sub", .x, constant("offset")), { Rescaling(scale: [1], offset: $0.numbers("offset").map { -$0 }) }),
            (.node("Sub", constant("offset"), .x), { Rescaling(scale: [-1], offset: $0.numbers("offset")) }),
            (.node("Div", .x, constant("scale")), { Rescaling(scale: $0.numbers("scale").map { 1 / $0 }) }),
        ]
        return families.map { formula, make in
            ONNXPattern(formula) { (match, decoder) throws(FerryError) in
                let operation = make(match)
                guard (operation.scale + operation.offset).allSatisfy(\.isFinite) else { return false }
                return try Self.add(operation, match, to: &decoder)
            }
        }
    }

    /// - Returns: false where the constants are not one number, or one for each channel.
    private static func add(
        _ operation: Rescaling, _ match: ONNXMatch, to decoder: inout ONNXDecoder
    ) throws(FerryError) -> Bool {
        guard let name = match.operands[0] else { return false }
        var (x, layout) = try decoder.value(name)
        for capture in ["scale", "offset"] where !match.numbers(capture).isEmpty {
            let shape = match.shape(capture)
            guard shape.count <= decoder.type(of: x).shape.count else { return false }
            guard match.numbers(capture).count > 1 else { continue }
            // An image that is channels-first though nothing has said so.
            if decoder.isForeign && layout == .asIs && decoder.type(of: x).shape.count == 4 && shape.suffix(2) == [1, 1] {
                (x, layout) = (try decoder.value(name, as: .channelsFirst), .channelsFirst)
            }
            guard decoder.type(of: x).shape.last?.size == match.numbers(capture).count else { return false }
            let place = shape.count - (layout == .channelsFirst ? 3 : 1)
            guard layout == .channelsFirst || layout == .asIs, place >= 0, shape[place] == match.numbers(capture).count else {
                return false
            }
        }
        try decoder.add(operation, inputs: [x], for: match.root, layout: layout)
        return true
    }
}
