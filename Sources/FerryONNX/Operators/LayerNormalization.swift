internal import FerryCore

/// LayerNormalization over the last axes; other axes, and operator sets before 17, by mean and variance.
struct LayerNormalizationCodec: ONNXOperatorCodec {
    typealias Op = LayerNormalization
    let opTypes = ["LayerNormalization"]
    private static let onesSuffix = "#ones"

    func encode(_ operation: LayerNormalization, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let x = encoder.input(0, of: node)
        let sizes = try encoder.sizes(of: x)
        let normalised = operation.axes.map { sizes[sizes.count + $0] }
        let operands = [try encoder.name(of: x, as: .asIs)]
        var parameters: [String] = []
        if encoder.opset >= 17 && operation.axes == Array(-operation.axes.count ... -1) {
            if let gamma = node.inputs[1] {
                parameters.append(try encoder.parameter(gamma))
            } else {
                parameters.append(
                    encoder.repeated(1, shape: normalised, suffix: Self.onesSuffix, for: node))
            }
            var inputs: [ONNXFormula?] = [.x, .parameter(0)]
            if let beta = node.inputs[2] {
                parameters.append(try encoder.parameter(beta))
                inputs.append(.parameter(1))
            }
            let attributes = [ONNXAttribute("axis", operation.axes[0]), ONNXAttribute("epsilon", operation.epsilon)]
            encoder.emit(
                .output(
                    0,
                    of: .init(
                        opType: "LayerNormalization", inputs: inputs, attributes: attributes, captures: [], outputCount: 1)),
                for: node, operands: operands, parameters: parameters, layout: .asIs)
            return
        }
        // Aligned at the end, with an axis of size 1 for each axis in between that is not normalised.
        let first = operation.axes[0]
        let shape = (first...(-1)).map { operation.axes.contains($0) ? sizes[sizes.count + $0] : 1 }
        for id in node.inputs[1...2] {
            if let id { parameters.append(try encoder.parameter(id, shape: shape)) }
        }
        let formula = Self.formula(
            operation, hasGamma: node.inputs[1] != nil, hasBeta: node.inputs[2] != nil, opset: encoder.opset)
        encoder.emit(formula, for: node, operands: operands, parameters: parameters, layout: .asIs)
    }

    private static func formula(
        _ operation: LayerNormalization, hasGamma: Bool, hasBeta: Bool, opset: Int
    ) -> ONNXFormula {
        func mean(_ x: ONNXFormula) -> ONNXFormula {
            // The axes became an input in operator set 18.
            opset < 18
                ? .node(
                    "ReduceMean", x, attributes: [ONNXAttribute("axes", operation.axes), ONNXAttribute("keepdims", 1)],
                    captures: ["axes"])
                : .node(
                    "ReduceMean", x, .integers(operation.axes, shape: [operation.axes.count], capture: "axes"),
                    attributes: [ONNXAttribute("keepdims", 1)])
        }
        let centred = ONNXFormula.node("Sub", .x, mean(.x))
        let variance = mean(.node("Mul", centred, centred))
        let deviation = ONNXFormula.node("Sqrt", .node("Add", variance, .number(operation.epsilon, capture: "epsilon")))
        var result = ONNXFormula.node("Div", centred, deviation)
        if hasGamma { result = .node("Mul", result, .parameter(0)) }
        if hasBeta { result = .node("Add", result, .parameter(hasGamma ? 1 : 0)) }
        return result
    }

    func patterns(opset: Int) -> [ONNXPattern] {
        let cases = [(false, false), (true, false), (false, true), (true, true)]
        return cases.map { hasGamma, hasBeta in
            let formula = Self.formula(LayerNormalization(), hasGamma: hasGamma, hasBeta: hasBeta, opset: opset)
            return ONNXPattern(formula) { (match, decoder) throws(FerryError) in
                let x = try decoder.value(match.operands[0] ?? "", as: .asIs)
                let rank = decoder.type(of: x).shape.count
                let axes = match.integers("axes").map { $0 < 0 ? $0 : $0 - rank }
                guard axes.allSatisfy({ (-rank + 1..<0).contains($0) }) else { return false }
                let shape = axes.map { decoder.type(of: x).shape[rank + $0].size ?? 0 }
                var inputs: [ValueID?] = [x, nil, nil]
                if hasGamma { inputs[1] = try decoder.parameter(match.parameters[0] ?? "", shape: shape) }
                if hasBeta { inputs[2] = try decoder.parameter(match.parameters[hasGamma ? 1 : 0] ?? "", shape: shape) }
                try decoder.add(
                    LayerNormalization(axes: axes, epsilon: match.number("epsilon")), inputs: inputs, for: match.root,
                    layout: .asIs)
                return true
            }
        }
    }

    /// By mean and variance as PyTorch and as Keras spell it out.
    var importPatterns: [ONNXPattern] {
        func mean(_ x: ONNXFormula) -> ONNXFormula {
            .node(
                "ReduceMean", x, .integers([], shape: [0], capture: "axes"), attributes: [ONNXAttribute("keepdims", 1)])
        }
        let centred = ONNXFormula.node("Sub", .x, mean(.x))
        func deviation(_ square: ONNXFormula) -> ONNXFormula {
            .node("Sqrt", .node("Add", mean(square), .number(1, capture: "epsilon")))
        }
        let ratio = ONNXFormula.node("Div", centred, deviation(.node("Pow", centred, .number(2))))
        let scale = ONNXFormula.node(
            "Mul", .node("Reciprocal", deviation(.node("Mul", centred, centred))), .parameter(0))
        let shift = ONNXFormula.node("Add", .node("Mul", .node("Neg", mean(.x)), scale), .parameter(1))
        let spellings: [(ONNXFormula, Int)] = [
            (.node("Add", .node("Mul", .x, scale), shift), 2),
            (.node("Add", .node("Mul", ratio, .parameter(0)), .parameter(1)), 2),
            (.node("Mul", ratio, .parameter(0)), 1),
            (ratio, 0),
        ]
        return spellings.map { formula, count in
            ONNXPattern(formula) { (match, decoder) throws(FerryError) in
                try Self.addSpelt(match, parameterCount: count, to: &decoder)
            }
        }
    }

    /// - Returns: false where axes are not the last, or only one in a layout that has others behind it.
    private static func addSpelt(
        _ match: ONNXMatch, parameterCount: Int, to decoder: inout ONNXDecoder
    ) throws(FerryError) -> Bool {
        let (x, layout) = try decoder.value(match.operands[0] ?? "")
        let shape = decoder.type(of: x).shape
        let axes = match.integers("axes").map { $0 < 0 ? $0 + shape.count : $0 }.sorted()
        guard layout == .asIs || layout == .channelsFirst, !axes.isEmpty, axes.allSatisfy({ (1..<shape.count).contains($0) }),
            layout == .asIs ? axes == Array(shape.count - axes.count..<shape.count) : axes == [1]
        else { return false }
        let places = layout == .asIs ? axes.map { $0 - shape.count } : [-1]
        let sizes = places.map { shape[shape.count + $0].size ?? 0 }
        var inputs: [ValueID?] = [x, nil, nil]
        for place in 0..<parameterCount {
            guard let name = match.parameters[place], try decoder.shape(ofParameter: name).elementCount == sizes.elementCount
            else {
                return false
            }
            inputs[place + 1] = try decoder.parameter(name, shape: sizes)
        }
        try decoder.add(
            LayerNormalization(axes: places, epsilon: match.number("epsilon")), inputs: inputs, for: match.root, layout: layout)
        return true
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let x = try decoder.value(node.input(0) ?? "", as: .asIs)
        guard let scale = node.input(1) else { throw .onnx("LayerNormalization lacks its scale") }
        let rank = decoder.type(of: x).shape.count
        let first = try node.axis(default: -1, rank: rank) - rank
        guard first > -rank else {
            throw .unsupported(node, "the batch among its axes", expected: "an axis behind the batch", field: "axis")
        }
        let isAbsent = scale.hasSuffix(Self.onesSuffix) && decoder.numbers(scale)?.allSatisfy { $0 == 1 } == true
        let gamma = isAbsent ? nil : try decoder.parameter(scale)
        let beta = try node.input(2).map { name throws(FerryError) in try decoder.parameter(name) }
        try decoder.add(
            LayerNormalization(axes: Array(first ... -1), epsilon: try node.number("epsilon", default: 1e-5)),
            inputs: [x, gamma, beta], for: node, layout: .asIs)
        return true
    }
}
