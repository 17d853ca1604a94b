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
                    case let sizes = try decoder.shape(ofParameter: kernel), sizes.count == 2,
                    try Self.isBias(bias, units: sizes[1], decoder)
                else { return false }
                try Self.add(x, kernel, isTransposed: false, bias: bias, for: match.root, to: &decoder)
                return true
            }
        ]
    }

    /// All vectors of all samples as one matrix, its product, and the axes again: how TensorFlow multiplies more than two axes.
    var importPatterns: [ONNXPattern] {
        let rows = ONNXFormula.node("Reshape", .x, .integers([], shape: [0], capture: "rows"))
        let product = ONNXFormula.node("MatMul", rows, .parameter(0))
        let shapes: [ONNXFormula] = [.operand(1), .integers([], shape: [0], capture: "shape")]
        return shapes.flatMap { shape in
            let back = ONNXFormula.node("Reshape", product, shape)
            return [back, .node("Add", back, .parameter(1))].map { formula in
                ONNXPattern(formula) { (match, decoder) throws(FerryError) in try Self.addRows(match, to: &decoder) }
            }
        }
    }

    private static func addRows(_ match: ONNXMatch, to decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        guard let x = match.operands[0], let kernel = match.parameters[0],
            case let before = try decoder.shape(of: x), before.count > 2, let size = before.last?.size,
            case let sizes = try decoder.shape(ofParameter: kernel), sizes.count == 2, sizes[0] == size,
            match.integers("rows") == [-1, size]
        else { return false }
        let after: [Dimension?] =
            if let shape = match.operands[1] { decoder.sizes(shape) ?? [] } else { match.integers("shape").map(Dimension.fixed) }
        var wanted: [Dimension?] = before.dropLast() + [.fixed(sizes[1])]
        if after.first == .some(.fixed(-1)) { wanted[0] = .fixed(-1) }
        guard after == wanted else { return false }
        if let bias = match.parameters[1] {
            guard try isBias(bias, units: sizes[1], decoder) else { return false }
        }
        try add(x, kernel, isTransposed: false, bias: match.parameters[1], for: match.root, to: &decoder)
        return true
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
        let bias = node.input(2)
        if let bias {
            guard try Self.isBias(bias, units: shape[isTransposed ? 0 : 1], decoder) else {
                throw .unsupported(
                    node, "a bias that is not one number for each unit", expected: "\(shape[isTransposed ? 0 : 1]) numbers")
            }
        }
        try Self.add(input, kernel, isTransposed: isTransposed, bias: bias, for: node, to: &decoder)
        return true
    }

    private static func isBias(_ name: String, units: Int, _ decoder: ONNXDecoder) throws(FerryError) -> Bool {
        let shape = try decoder.shape(ofParameter: name)
        return shape.last == units && shape.elementCount == units && shape.count <= 2
    }

    private static func add(
        _ input: String, _ kernel: String, isTransposed: Bool, bias: String?, for node: ONNXNode, to decoder: inout ONNXDecoder
    ) throws(FerryError) {
        let shape = try decoder.shape(ofParameter: kernel)
        let units = isTransposed ? shape[0] : shape[1]
        let biasID = try bias.map { name throws(FerryError) in try decoder.parameter(name, shape: [units]) }
        let (value, layout) = try decoder.value(input)
        if case .flattenedChannelsFirst(let height, let width, let channels) = layout {
            let view = [channels, height, width]
            let id = try decoder.parameter(
                kernel, viewedAs: isTransposed ? [units] + view : view + [units],
                by: isTransposed ? [2, 3, 1, 0] : [1, 2, 0, 3], shape: [height * width * channels, units])
            try decoder.add(Dense(), inputs: [value, id, biasID], for: node, layout: .asIs)
        } else {
            let id = try decoder.parameter(kernel, by: isTransposed ? [1, 0] : [0, 1])
            try decoder.add(Dense(), inputs: [try decoder.value(input, as: .asIs), id, biasID], for: node, layout: .asIs)
        }
    }
}
