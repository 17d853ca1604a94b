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
                let (x, layout) = try decoder.value(match.operands[0] ?? "")
                for name in ["scale", "offset"] where match.numbers(name).count > 1 {
                    let channels = decoder.type(of: x).shape.last?.size ?? 0
                    let shape = layout == .channelsFirst ? [channels, 1, 1] : [channels]
                    guard match.shape(name) == shape, layout == .channelsFirst || layout == .asIs else { return false }
                }
                let operation = Rescaling(
                    scale: multiplies ? match.numbers("scale") : [1], offset: adds ? match.numbers("offset") : [0])
                try decoder.add(operation, inputs: [x], for: match.root, layout: layout)
                return true
            }
        }
    }
}
