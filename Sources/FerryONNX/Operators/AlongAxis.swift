internal import FerryCore

/// Softmax along an axis.
struct SoftmaxCodec: ONNXOperatorCodec {
    typealias Op = Softmax
    let opTypes = ["Softmax"]

    func encode(_ operation: Softmax, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try encoder.emitAlongAxis(operation.axis, for: node) { axis, _ in
            .node("Softmax", .x, attributes: [ONNXAttribute("axis", axis)])
        }
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        try AlongAxis.decode(node, from: &decoder) { Softmax(axis: $0) }
    }
}

/// LogSoftmax along an axis.
struct LogSoftmaxCodec: ONNXOperatorCodec {
    typealias Op = LogSoftmax
    let opTypes = ["LogSoftmax"]

    func encode(_ operation: LogSoftmax, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try encoder.emitAlongAxis(operation.axis, for: node) { axis, _ in
            .node("LogSoftmax", .x, attributes: [ONNXAttribute("axis", axis)])
        }
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        try AlongAxis.decode(node, from: &decoder) { LogSoftmax(axis: $0) }
    }
}

/// The threshold of the projection by sorting, as Keras computes it; ONNX has no operator for it.
struct SparsemaxCodec: ONNXOperatorCodec {
    typealias Op = Sparsemax

    func encode(_ operation: Sparsemax, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let rank = encoder.type(of: node.output).shape.count
        try encoder.emitAlongAxis(operation.axis, for: node) { axis, size in
            Self.formula(axis: axis, size: size, rank: rank)
        }
    }

    private static func formula(axis: Int, size: Int, rank: Int) -> ONNXFormula {
        let sorted = ONNXFormula.output(
            0,
            of: .init(
                opType: "TopK", inputs: [.x, .integers([size], shape: [1], capture: "size")],
                attributes: [ONNXAttribute("axis", axis)], captures: ["axis"], outputCount: 2))
        let sums = ONNXFormula.node("CumSum", sorted, .integers([axis], shape: [], capture: "axis"))
        let places = ONNXFormula.numbers(
            (1...max(size, 1)).map(Double.init), shape: [size] + [Int](repeating: 1, count: rank - 1 - axis), capture: "places")
        let excess = ONNXFormula.node("Sub", sorted, .node("Div", .node("Sub", sums, .number(1)), places))
        let support = ONNXFormula.node(
            "Cast", .node("Greater", excess, .number(0)), attributes: [ONNXAttribute("to", Int(ElementType.float32.onnxCode))])
        func sum(_ x: ONNXFormula) -> ONNXFormula { .node("ReduceSum", x, .integers([axis], shape: [1], capture: "axis")) }
        let threshold = ONNXFormula.node(
            "Div", .node("Sub", sum(.node("Mul", support, sums)), .number(1)), sum(support))
        return .node("Relu", .node("Sub", .x, threshold))
    }

    func patterns(opset: Int) -> [ONNXPattern] {
        [
            ONNXPattern(Self.formula(axis: 0, size: 1, rank: 1)) { (match, decoder) throws(FerryError) in
                let (x, layout) = try decoder.value(match.operands[0] ?? "")
                let rank = decoder.type(of: x).shape.count
                guard let axis = match.integers("axis").first, (0..<rank).contains(axis),
                    let size = decoder.type(of: x).shape[layout.valueAxis(axis)].size, match.integers("size") == [size],
                    match.numbers("places").count == size,
                    match.numbers("places") == (1...max(size, 1)).map(Double.init),
                    match.shape("places") == [size] + [Int](repeating: 1, count: rank - 1 - axis)
                else { return false }
                try decoder.add(Sparsemax(axis: layout.valueAxis(axis)), inputs: [x], for: match.root, layout: layout)
                return true
            }
        ]
    }
}

/// Split into halves, one times the sigmoid of the other.
struct GLUCodec: ONNXOperatorCodec {
    typealias Op = GLU

    func encode(_ operation: GLU, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try encoder.emitAlongAxis(operation.axis, for: node) { axis, size in Self.formula(axis: axis, half: size / 2) }
    }

    private static func formula(axis: Int, half: Int) -> ONNXFormula {
        // The sizes of the parts are an input in every operator set from 13 on.
        let split = ONNXFormula.Application(
            opType: "Split", inputs: [.x, .integers([half, half], shape: [2], capture: "split")],
            attributes: [ONNXAttribute("axis", axis)], captures: ["axis"], outputCount: 2)
        return .node("Mul", .output(0, of: split), .node("Sigmoid", .output(1, of: split)))
    }

    func patterns(opset: Int) -> [ONNXPattern] { [Self.pattern(Self.formula(axis: 0, half: 1))] }

    /// Parts told by their number instead of their sizes.
    var importPatterns: [ONNXPattern] {
        let split = ONNXFormula.Application(
            opType: "Split", inputs: [.x], attributes: [ONNXAttribute("axis", 0), ONNXAttribute("num_outputs", 2)],
            captures: ["axis"], outputCount: 2)
        return [Self.pattern(.node("Mul", .output(0, of: split), .node("Sigmoid", .output(1, of: split))))]
    }

    private static func pattern(_ formula: ONNXFormula) -> ONNXPattern {
        ONNXPattern(formula) { (match, decoder) throws(FerryError) in
            let (x, layout) = try decoder.value(match.operands[0] ?? "")
            let rank = decoder.type(of: x).shape.count
            guard let given = match.integers("axis").first, (-rank..<rank).contains(given),
                case let axis = given < 0 ? given + rank : given,
                let size = decoder.type(of: x).shape[layout.valueAxis(axis)].size,
                size % 2 == 0, [[], [size / 2, size / 2]].contains(match.integers("split"))
            else { return false }
            try decoder.add(GLU(axis: layout.valueAxis(axis)), inputs: [x], for: match.root, layout: layout)
            return true
        }
    }
}

/// What operators that work along an axis have in common.
private enum AlongAxis {
    static func decode(
        _ node: ONNXNode, from decoder: inout ONNXDecoder, _ make: (_ axis: Int) -> any Operator
    ) throws(FerryError) -> Bool {
        var (x, layout) = try decoder.value(node.input(0) ?? "")
        if layout != .channelsFirst { (x, layout) = (try decoder.value(node.inputs[0], as: .asIs), .asIs) }
        let rank = decoder.type(of: x).shape.count
        let counted = try node.axis(default: -1, rank: rank)
        let axis = layout.valueAxis(counted)
        guard decoder.type(of: x).shape[axis].size != nil else {
            throw .unsupported(node, "the samples of a batch of any size as its axis", field: "axis")
        }
        try decoder.add(make(axis), inputs: [x], for: node, layout: layout)
        return true
    }
}

extension ONNXEncoder {
    /// Writes an operator that works along an axis, in the layout in which its input is held.
    ///
    /// - Parameter formula: for the axis in that layout, counted from the start, and the input's size along it.
    fileprivate mutating func emitAlongAxis(
        _ axis: Int, for node: Node, _ formula: (_ axis: Int, _ size: Int) -> ONNXFormula
    ) throws(FerryError) {
        let x = input(0, of: node)
        let layout = layout(of: x)
        let shape = type(of: x).shape
        let counted = axis < 0 ? axis + shape.count : axis
        emit(
            formula(layout.axis(counted), shape[counted].size ?? 0), for: node, operands: [try name(of: x, as: layout)],
            layout: layout)
    }
}
