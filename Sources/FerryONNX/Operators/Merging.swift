internal import FerryCore

/// Add for two values, Sum for more.
struct AddCodec: ONNXOperatorCodec {
    typealias Op = Add
    let opTypes = ["Add", "Sum"]

    func encode(_ operation: Add, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try Merging.encode(node, to: &encoder) { .merge($0 == 2 ? "Add" : "Sum", $0) }
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        try Merging.decode(Add(), node, node.inputs, from: &decoder)
    }
}

/// Sub.
struct SubtractCodec: ONNXOperatorCodec {
    typealias Op = Subtract
    let opTypes = ["Sub"]

    func encode(_ operation: Subtract, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try Merging.encode(node, to: &encoder) { .merge("Sub", $0) }
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        try Merging.decode(Subtract(), node, node.inputs, from: &decoder)
    }
}

/// Mul, one after the other for more than two values.
struct MultiplyCodec: ONNXOperatorCodec {
    typealias Op = Multiply
    let opTypes = ["Mul", "Pow"]

    func encode(_ operation: Multiply, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try Merging.encode(node, to: &encoder) { count in
            (1..<count).reduce(.x) { .node("Mul", $0, .operand($1)) }
        }
    }

    func patterns(opset: Int) -> [ONNXPattern] {
        [
            ONNXPattern(rootType: "Mul", match: Self.match) { (match, decoder) throws(FerryError) in
                let inputs = match.operands.keys.sorted().compactMap { match.operands[$0] }
                return try Merging.decode(Multiply(), match.root, inputs, from: &decoder)
            }
        ]
    }

    /// A product with a constant, or of a value with itself.
    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        if node.opType == "Pow" {
            guard let x = node.input(0), let power = node.input(1) else { throw .onnx("Pow lacks an input") }
            guard let exponents = decoder.numbers(power), [[2], [3], [4]].contains(exponents), !decoder.isConstant(x),
                try decoder.shape(ofParameter: power).count <= decoder.shape(of: x).count
            else { throw .unsupported(node, "another exponent", expected: "2, 3 or 4") }
            return try Merging.decode(Multiply(), node, [String](repeating: x, count: Int(exponents[0])), from: &decoder)
        }
        return try Merging.decode(Multiply(), node, node.inputs, from: &decoder)
    }

    /// Longer chains are read as several products.
    private static let longestChain = 64

    /// The longest chain of products through the first input.
    private static func match(_ root: ONNXNode, _ finder: ONNXNodeFinder) -> ONNXMatch? {
        guard let last = root.outputs.first.flatMap({ finder.producerIndex(of: $0)?.node }) else { return nil }
        var best: ONNXMatch?
        var nodes: Set<Int> = [last]
        var names = root.inputs
        while (2...Self.longestChain).contains(names.count), !names.contains(where: { $0.isEmpty || finder.tensors.contains($0) })
        {
            var match = ONNXMatch(root: root)
            match.nodes = nodes
            for (place, name) in names.enumerated() { match.operands[place] = name }
            if finder.isClosed(match) { best = match }
            guard finder.useCount(of: names[0]) == 1, let (index, _) = finder.producerIndex(of: names[0]),
                finder.nodes[index].opType == "Mul", finder.nodes[index].domain.isEmpty, nodes.insert(index).inserted
            else { break }
            names = finder.nodes[index].inputs + names.dropFirst()
        }
        return best
    }
}

/// Mean.
struct AverageCodec: ONNXOperatorCodec {
    typealias Op = Average
    let opTypes = ["Mean"]

    func encode(_ operation: Average, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try Merging.encode(node, to: &encoder) { .merge("Mean", $0) }
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        try Merging.decode(Average(), node, node.inputs, from: &decoder)
    }
}

/// Max.
struct MaximumCodec: ONNXOperatorCodec {
    typealias Op = Maximum
    let opTypes = ["Max"]

    func encode(_ operation: Maximum, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try Merging.encode(node, to: &encoder) { .merge("Max", $0) }
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        try Merging.decode(Maximum(), node, node.inputs, from: &decoder)
    }
}

/// Min.
struct MinimumCodec: ONNXOperatorCodec {
    typealias Op = Minimum
    let opTypes = ["Min"]

    func encode(_ operation: Minimum, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try Merging.encode(node, to: &encoder) { .merge("Min", $0) }
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        try Merging.decode(Minimum(), node, node.inputs, from: &decoder)
    }
}

/// Concat, along the axis where the layout has it.
struct ConcatenateCodec: ONNXOperatorCodec {
    typealias Op = Concatenate
    let opTypes = ["Concat"]

    func encode(_ operation: Concatenate, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let rank = encoder.type(of: node.output).shape.count
        let axis = operation.axis < 0 ? operation.axis + rank : operation.axis
        let layout = Merging.layout(of: node, encoder)
        try Merging.encode(node, to: &encoder) { count in
            .merge("Concat", count, attributes: [ONNXAttribute("axis", layout.axis(axis))])
        }
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let layout = try Merging.layout(of: node.inputs, &decoder)
        guard let first = node.inputs.first else { throw .onnx("Concat has no inputs") }
        let rank = decoder.type(of: try decoder.value(first).id).shape.count
        let counted = try node.axis(default: 0, rank: rank)
        return try Merging.decode(Concatenate(axis: layout.valueAxis(counted)), node, node.inputs, from: &decoder)
    }
}

/// What operators of several values have in common.
private enum Merging {
    /// The layout in which a merge is written: images in channels-first, where one of them is.
    static func layout(of node: Node, _ encoder: ONNXEncoder) -> ONNXLayout {
        let inputs = node.inputs.indices.map { encoder.input($0, of: node) }
        let areImages = inputs.allSatisfy { encoder.type(of: $0).shape.count == 4 }
        return areImages && inputs.contains { encoder.layout(of: $0) == .channelsFirst } ? .channelsFirst : .asIs
    }

    static func encode(
        _ node: Node, to encoder: inout ONNXEncoder, _ formula: (_ count: Int) -> ONNXFormula
    ) throws(FerryError) {
        let layout = layout(of: node, encoder)
        var operands: [String] = []
        for index in node.inputs.indices {
            operands.append(try encoder.name(of: encoder.input(index, of: node), as: layout))
        }
        encoder.emit(formula(operands.count), for: node, operands: operands, layout: layout)
    }

    static func layout(of names: [String], _ decoder: inout ONNXDecoder) throws(FerryError) -> ONNXLayout {
        var layouts: [ONNXLayout] = []
        var areImages = true
        for name in names {
            let (id, layout) = try decoder.value(name)
            layouts.append(layout)
            areImages = areImages && decoder.type(of: id).shape.count == 4
        }
        return areImages && layouts.contains(.channelsFirst) ? .channelsFirst : .asIs
    }

    static func decode(
        _ operation: any Operator, _ node: ONNXNode, _ names: [String], from decoder: inout ONNXDecoder
    ) throws(FerryError) -> Bool {
        let activations = names.filter { !decoder.isConstant($0) }
        var layout = try layout(of: activations.isEmpty ? names : activations, &decoder)
        if activations.count == 1, case let (id, held) = try decoder.value(activations[0]) {
            // One number has no order.
            let areNumbers = names.allSatisfy { $0 == activations[0] || decoder.numbers($0)?.count == 1 }
            if areNumbers || decoder.type(of: id).shape.count == 4 && held == .channelsFirst { layout = held }
        }
        var inputs: [ValueID?] = []
        var rank = 0
        for name in activations { rank = max(rank, try decoder.shape(of: name).count) }
        for name in names {
            guard decoder.isConstant(name), !activations.isEmpty else {
                inputs.append(try decoder.value(name, as: layout))
                continue
            }
            guard try decoder.shape(ofParameter: name).count <= rank else {
                throw .unsupported(node, "a constant of more axes than the input", expected: "at most \(rank)")
            }
            inputs.append(try decoder.broadcasting(name, in: layout))
        }
        try decoder.add(operation, inputs: inputs, for: node, layout: layout)
        return true
    }
}

extension ONNXFormula {
    /// A node over `count` operands.
    fileprivate static func merge(_ opType: String, _ count: Int, attributes: [ONNXAttribute] = []) -> ONNXFormula {
        .output(
            0,
            of: Application(
                opType: opType, inputs: (0..<count).map { .operand($0) }, attributes: attributes, captures: [], outputCount: 1))
    }
}
