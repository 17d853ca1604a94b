internal import FerryCore

/// MaxPool.
struct MaxPooling2DCodec: ONNXOperatorCodec {
    typealias Op = MaxPooling2D
    let opTypes = ["MaxPool"]

    func encode(_ operation: MaxPooling2D, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try PoolingNode.encode(
            "MaxPool", operation.poolSize, operation.strides, operation.padding, node, to: &encoder)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let pooling = try PoolingNode(node, &decoder)
        try decoder.add(
            MaxPooling2D(poolSize: pooling.size, strides: pooling.strides, padding: pooling.padding), inputs: [pooling.x],
            for: node, layout: .channelsFirst)
        return true
    }
}

/// AveragePool, where cells in the margins do not count: ONNX's default.
struct AveragePooling2DCodec: ONNXOperatorCodec {
    typealias Op = AveragePooling2D
    let opTypes = ["AveragePool"]

    func encode(_ operation: AveragePooling2D, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        try PoolingNode.encode(
            "AveragePool", operation.poolSize, operation.strides, operation.padding, node, to: &encoder)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let pooling = try PoolingNode(node, &decoder)
        var (x, padding) = (pooling.x, pooling.padding)
        if try node.integer("count_include_pad", default: 0) != 0 && padding != .valid {
            // Zeros that count are an image's own.
            let margins = padding.margins(
                input: try decoder.imageSize(of: x), kernel: pooling.size, strides: pooling.strides, dilation: Size2D(1))
            x = try decoder.insert(ZeroPadding2D(margins: margins), x, "#padded")
            padding = .valid
        }
        try decoder.add(
            AveragePooling2D(poolSize: pooling.size, strides: pooling.strides, padding: padding), inputs: [x], for: node,
            layout: .channelsFirst)
        return true
    }
}

/// What a pooling node says, in Ferry's terms.
private struct PoolingNode {
    let x: ValueID
    let size: Size2D
    let strides: Size2D
    let padding: Padding2D

    static func encode(
        _ opType: String, _ size: Size2D, _ strides: Size2D, _ padding: Padding2D, _ node: Node, to encoder: inout ONNXEncoder
    ) throws(FerryError) {
        let x = encoder.input(0, of: node)
        let image = try encoder.sizes(of: x)
        let margins = padding.margins(
            input: Size2D(height: image[0], width: image[1]), kernel: size, strides: strides, dilation: Size2D(1))
        // ONNX's default stride is 1, not the window's size as in Keras.
        let attributes = [WindowAttributes.kernel(size), WindowAttributes.strides(strides)] + WindowAttributes.pads(margins)
        encoder.emit(
            .node(opType, .x, attributes: attributes), for: node, operands: [try encoder.name(of: x, as: .channelsFirst)],
            layout: .channelsFirst)
    }

    init(_ node: ONNXNode, _ decoder: inout ONNXDecoder) throws(FerryError) {
        guard let input = node.input(0) else { throw .onnx("\(node.opType) lacks its input") }
        try decoder.expectImage(input, of: node)
        guard try WindowAttributes.size("dilations", of: node) == Size2D(1) else {
            throw .unsupported(node, "dilation", expected: "none", field: "dilations")
        }
        guard node["kernel_shape"] != nil else { throw .attribute("kernel_shape", of: node, expected: "two sizes") }
        size = try WindowAttributes.size("kernel_shape", of: node)
        strides = try WindowAttributes.size("strides", of: node)
        x = try decoder.value(input, as: .channelsFirst)
        padding = try WindowAttributes.padding(
            of: node, input: try decoder.imageSize(of: x), kernel: size, strides: strides)
        let rounds = try node.integer("ceil_mode", default: 0) != 0
        let image = try decoder.imageSize(of: x)
        guard !rounds || isWhole(image) else {
            throw .unsupported(node, "ceil_mode 1 and windows that pass the end", expected: "ceil_mode 0", field: "ceil_mode")
        }
    }

    /// Whether the last window ends where the image ends, so that there is nothing to round.
    private func isWhole(_ input: Size2D) -> Bool {
        let margins = padding.margins(input: input, kernel: size, strides: strides, dilation: Size2D(1))
        return (input.height + margins.top + margins.bottom - size.height) % strides.height == 0
            && (input.width + margins.left + margins.right - size.width) % strides.width == 0
    }
}
