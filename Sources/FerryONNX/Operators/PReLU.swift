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
        let (x, layout) = try decoder.value(input)
        let shape = try decoder.shape(ofParameter: slopes)
        let alpha: ValueID
        switch layout {
        case .channelsFirst:
            guard shape.count == 3 else { throw .unsupported(node, "slopes of \(shape.count) axes", expected: "3 axes") }
            alpha = try decoder.parameter(slopes, by: [1, 2, 0])
        case .asIs: alpha = try decoder.parameter(slopes)
        case .flattenedChannelsFirst:
            alpha = shape.elementCount == 1 ? try decoder.parameter(slopes) : try decoder.vector(slopes, in: layout)
        }
        try decoder.add(PReLU(), inputs: [x, alpha], for: node, layout: layout)
        return true
    }
}
