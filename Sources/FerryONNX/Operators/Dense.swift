internal import FerryCore

/// Gemm for matrices, MatMul and Add for more axes.
struct DenseCodec: ONNXOperatorCodec {
    typealias Op = Dense
    let opTypes = ["Gemm", "MatMul"]

    func encode(_ operation: Dense, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let (x, kernel) = (encoder.input(0, of: node), encoder.input(1, of: node))
        var layout = ONNXLayout.asIs
        var parameters: [String]
        if case .flattenedChannelsFirst(let height, let width, let channels) = encoder.layout(of: x) {
            layout = encoder.layout(of: x)
            let units = encoder.type(of: kernel).sizes()?[1] ?? 0
            parameters = [
                try encoder.parameter(
                    kernel, viewedAs: [height, width, channels, units], by: [2, 0, 1, 3],
                    shape: [height * width * channels, units])
            ]
        } else {
            parameters = [try encoder.parameter(kernel)]
        }
        if let bias = node.inputs[2] { parameters.append(try encoder.parameter(bias)) }
        let isMatrix = encoder.type(of: x).shape.count == 2
        let formula: ONNXFormula =
            switch (isMatrix, parameters.count > 1) {
            case (true, true): .node("Gemm", .x, .parameter(0), .parameter(1))
            case (true, false): .node("Gemm", .x, .parameter(0))
            case (false, true): Self.product
            case (false, false): .node("MatMul", .x, .parameter(0))
            }
        encoder.emit(
            formula, for: node, operands: [try encoder.name(of: x, as: layout)], parameters: parameters, layout: .asIs)
    }

    private static let product = ONNXFormula.node("Add", .node("MatMul", .x, .parameter(0)), .parameter(1))

    func patterns(opset: Int) -> [ONNXPattern] {
        [
            ONNXPattern(Self.product) { (match, decoder) throws(FerryError) in
                guard let x = match.operands[0], let kernel = match.parameters[0], let bias = match.parameters[1],
                    try decoder.shape(ofParameter: kernel).count == 2, try decoder.shape(ofParameter: bias).count == 1
                else { return false }
                let inputs = [
                    try decoder.value(x, as: .asIs), try decoder.parameter(kernel), try decoder.parameter(bias),
                ]
                try decoder.add(Dense(), inputs: inputs, for: match.root, layout: .asIs)
                return true
            }
        ]
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        guard let input = node.input(0), let kernel = node.input(1) else { throw .onnx("\(node.opType) lacks an input") }
        let shape = try decoder.shape(ofParameter: kernel)
        guard shape.count == 2 else { throw .unsupported(node, "a kernel of \(shape.count) axes", expected: "2 axes") }
        guard try node.number("alpha", default: 1) == 1, try node.number("beta", default: 1) == 1,
            try node.integer("transA", default: 0) == 0
        else {
            throw .unsupported(node, "alpha, beta or transA", expected: "alpha 1, beta 1, transA 0")
        }
        let isTransposed = try node.integer("transB", default: 0) != 0
        let bias = try node.input(2).map { name throws(FerryError) in try self.bias(name, node, &decoder) }
        let (value, layout) = try decoder.value(input)
        if case .flattenedChannelsFirst(let height, let width, let channels) = layout {
            let units = isTransposed ? shape[0] : shape[1]
            let view = [channels, height, width]
            let id = try decoder.parameter(
                kernel, viewedAs: isTransposed ? [units] + view : view + [units],
                by: isTransposed ? [2, 3, 1, 0] : [1, 2, 0, 3], shape: [height * width * channels, units])
            try decoder.add(Dense(), inputs: [value, id, bias], for: node, layout: .asIs)
        } else {
            let id = try decoder.parameter(kernel, by: isTransposed ? [1, 0] : [0, 1])
            try decoder.add(Dense(), inputs: [try decoder.value(input, as: .asIs), id, bias], for: node, layout: .asIs)
        }
        return true
    }

    private func bias(_ name: String, _ node: ONNXNode, _ decoder: inout ONNXDecoder) throws(FerryError) -> ValueID {
        let shape = try decoder.shape(ofParameter: name)
        guard shape.count == 1 else { throw .unsupported(node, "a bias of \(shape.count) axes", expected: "one axis") }
        return try decoder.parameter(name)
    }
}
