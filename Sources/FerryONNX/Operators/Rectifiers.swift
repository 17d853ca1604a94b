internal import FerryCore

/// Relu, LeakyRelu, Clip or ThresholdedRelu where one of them is the function, else a choice between two branches.
struct ReLUCodec: ONNXOperatorCodec {
    typealias Op = ReLU
    let opTypes = ["Clip"]

    func locality(of operation: ReLU) -> ONNXLocality { .pointwise }

    func encode(_ operation: ReLU, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try encoder.emitPointwise(Self.formula(operation), for: node)
    }

    private static func formula(_ operation: ReLU) -> ONNXFormula {
        let (slope, threshold) = (operation.negativeSlope, operation.threshold)
        switch (operation.maximum, slope == 0, threshold == 0) {
        case (nil, true, true): return .node("Relu", .x)
        case (nil, false, true):
            return .node("LeakyRelu", .x, attributes: [ONNXAttribute("alpha", slope)], captures: ["alpha"])
        case (nil, true, false):
            return .node("ThresholdedRelu", .x, attributes: [ONNXAttribute("alpha", threshold)], captures: ["alpha"])
        case (_?, true, true): return above(operation)
        default: break
        }
        let limit = ONNXFormula.number(threshold, capture: "threshold")
        let below: ONNXFormula =
            slope == 0 ? .number(0) : .node("Mul", .node("Sub", .x, limit), .number(slope, capture: "slope"))
        return .node("Where", .node("Greater", .x, limit), above(operation), below)
    }

    private static func above(_ operation: ReLU) -> ONNXFormula {
        operation.maximum.map { .node("Clip", .x, .number(0), .number($0, capture: "maximum")) } ?? .x
    }

    func patterns(opset: Int) -> [ONNXPattern] {
        let threshold = ONNXPattern.pointwise(Self.formula(ReLU(threshold: 1))) { ReLU(threshold: $0.number("alpha")) }
        let capped = ONNXPattern.pointwise(Self.formula(ReLU(maximum: 1))) { ReLU(maximum: $0.number("maximum")) }
        let general = [
            ReLU(maximum: 1, negativeSlope: 1, threshold: 1), ReLU(maximum: 1, threshold: 1),
            ReLU(negativeSlope: 1, threshold: 1),
        ].map { template in
            ONNXPattern.pointwise(Self.formula(template)) { match in
                ReLU(
                    maximum: template.maximum == nil ? nil : match.number("maximum"),
                    negativeSlope: template.negativeSlope == 0 ? 0 : match.number("slope"),
                    threshold: match.number("threshold"))
            }
        }
        return [.pointwise(Self.formula(ReLU())) { _ in ReLU() }, threshold, capped] + general
    }

    /// A rectifier and an upper bound as two nodes.
    var importPatterns: [ONNXPattern] {
        let rectified: [ONNXFormula] = [.node("Relu", .x), .node("Max", .x, .number(0))]
        return rectified.map { x in
            .pointwise(.node("Min", x, .number(1, capture: "maximum"))) { match in
                match.number("maximum") >= 0 ? ReLU(maximum: match.number("maximum")) : nil
            }
        } + [.pointwise(rectified[1]) { _ in ReLU() }]
    }

    /// Clip from zero as other writers have it: without an upper bound, say.
    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let (lower, upper) = (try bound("min", 1, node, decoder), try bound("max", 2, node, decoder))
        guard lower == 0 else {
            throw .unsupported(
                node, "the bounds \(lower.map { "\($0)" } ?? "none")", expected: "a lower bound of 0", field: "min")
        }
        let (x, layout) = try decoder.value(node.input(0) ?? "")
        try decoder.add(ReLU(maximum: upper), inputs: [x], for: node, layout: layout)
        return true
    }

    private func bound(
        _ name: String, _ input: Int, _ node: ONNXNode, _ decoder: ONNXDecoder
    ) throws(FerryError) -> Double? {
        guard let input = node.input(input) else { return nil }
        guard let numbers = decoder.numbers(input), numbers.count == 1 else {
            throw .unsupported(node, "a computed bound", expected: "constants", field: name)
        }
        return numbers[0]
    }
}

/// LeakyRelu.
struct LeakyReLUCodec: ONNXOperatorCodec {
    typealias Op = LeakyReLU
    let opTypes = ["LeakyRelu"]

    func locality(of operation: LeakyReLU) -> ONNXLocality { .pointwise }

    var importPatterns: [ONNXPattern] {
        [
            .pointwise(.node("Max", .x, .node("Mul", .x, .number(1, capture: "slope")))) { match in
                (0...1).contains(match.number("slope")) ? LeakyReLU(negativeSlope: match.number("slope")) : nil
            }
        ]
    }

    func encode(_ operation: LeakyReLU, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try encoder.emitPointwise(
            .node("LeakyRelu", .x, attributes: [ONNXAttribute("alpha", operation.negativeSlope)]), for: node)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let (x, layout) = try decoder.value(node.input(0) ?? "")
        let operation = LeakyReLU(negativeSlope: try node.number("alpha", default: 0.01))
        try decoder.add(operation, inputs: [x], for: node, layout: layout)
        return true
    }
}

/// Elu.
struct ELUCodec: ONNXOperatorCodec {
    typealias Op = ELU
    let opTypes = ["Elu"]

    func locality(of operation: ELU) -> ONNXLocality { .pointwise }

    func encode(_ operation: ELU, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try encoder.emitPointwise(.node("Elu", .x, attributes: [ONNXAttribute("alpha", operation.alpha)]), for: node)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let (x, layout) = try decoder.value(node.input(0) ?? "")
        try decoder.add(ELU(alpha: try node.number("alpha", default: 1)), inputs: [x], for: node, layout: layout)
        return true
    }
}
