internal import FerryCore

/// PRelu, whose slopes broadcast against the input.
struct PReLUCodec: ONNXOperatorCodec {
    typealias Op = PReLU
    let opTypes = ["PRelu"]

    func locality(of operation: PReLU) -> ONNXLocality { .columnwise }

    func encode(_ operation: PReLU, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let (x, alpha) = (encoder.input(0, of: node), encoder.input(1, of: node))
        let layout = encoder.layout(of: x)
        let shape = encoder.type(of: alpha).sizes() ?? []
        let slopes: String
        switch layout {
        case .channelsFirst: slopes = try encoder.parameter(alpha, viewedAs: Self.padded(shape), by: [2, 0, 1])
        case .asIs: slopes = try encoder.parameter(alpha)
        case .flattenedChannelsFirst:
            slopes = shape.elementCount == 1 ? try encoder.parameter(alpha) : try encoder.vector(alpha, as: layout)
        }
        encoder.emit(
            .node("PRelu", .x, .parameter(0)), for: node, operands: [try encoder.name(of: x, as: layout)], parameters: [slopes],
            layout: layout)
    }

    /// Keras gives the slopes an axis for each of the input's but the batch.
    private static func padded(_ shape: [Int]) -> [Int] { [Int](repeating: 1, count: max(0, 3 - shape.count)) + shape }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        guard let input = node.input(0), let slopes = node.input(1) else { throw .onnx("PRelu lacks an input") }
        try Self.add(input, slopes, for: node, to: &decoder)
        return true
    }

    /// As Keras computes it: what is above zero, and the negated slopes times what is below.
    var importPatterns: [ONNXPattern] {
        let below = ONNXFormula.node("Mul", .node("Relu", .node("Neg", .x)), .parameter(0))
        return [
            ONNXPattern(.node("Add", .node("Relu", .x), below)) { (match, decoder) throws(FerryError) in
                guard let input = match.operands[0], let negated = match.parameters[0],
                    let slopes = try decoder.folded("Neg", negated)
                else { return false }
                try Self.add(input, slopes, for: match.root, to: &decoder)
                return true
            }
        ]
    }

    private static func add(
        _ input: String, _ slopes: String, for node: ONNXNode, to decoder: inout ONNXDecoder
    ) throws(FerryError) {
        let (x, layout) = try decoder.value(input)
        var shape = try decoder.shape(ofParameter: slopes)
        // Other writers give the slopes an axis for the batch, too.
        if shape.count == 4 && shape[0] == 1 { shape.removeFirst() }
        let alpha: ValueID
        switch layout {
        case .channelsFirst where shape.elementCount == 1: alpha = try decoder.parameter(slopes, shape: [1, 1, 1])
        case .channelsFirst:
            guard shape.count == 3 else { throw .unsupported(node, "slopes of \(shape.count) axes", expected: "3 axes") }
            alpha = try decoder.parameter(slopes, viewedAs: shape, by: [1, 2, 0])
        case .asIs: alpha = try decoder.parameter(slopes)
        case .flattenedChannelsFirst:
            alpha = shape.elementCount == 1 ? try decoder.parameter(slopes) : try decoder.vector(slopes, in: layout)
        }
        try decoder.add(PReLU(), inputs: [x, alpha], for: node, layout: layout)
    }
}
