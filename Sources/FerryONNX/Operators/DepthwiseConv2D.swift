internal import FerryCore

/// Conv with as many groups as channels, with kernels `[in · multiplier, 1, height, width]`.
struct DepthwiseConv2DCodec: ONNXOperatorCodec {
    typealias Op = DepthwiseConv2D
    let opTypes = ["Conv"]

    func encode(_ operation: DepthwiseConv2D, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let (x, kernel) = (encoder.input(0, of: node), encoder.input(1, of: node))
        let attributes = try Self.attributes(of: operation, x, kernel, encoder)
        var parameters = [try Self.kernel(kernel, &encoder)]
        if let bias = node.inputs[2] { parameters.append(try encoder.parameter(bias)) }
        encoder.emit(
            Conv2DCodec.formula(hasBias: parameters.count > 1, attributes), for: node,
            operands: [try encoder.name(of: x, as: .channelsFirst)], parameters: parameters, layout: .channelsFirst)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let weights = try ConvolutionNode(node, &decoder)
        guard weights.isDepthwise, decoder.notes.operators[node.name] != Conv2D.name else { return false }
        let kernel = try Self.kernel(node.inputs[1], channels: weights.groups, &decoder)
        try decoder.add(
            DepthwiseConv2D(strides: weights.strides, padding: weights.padding, dilation: weights.dilation),
            inputs: [weights.x, kernel, weights.bias], for: node, layout: .channelsFirst)
        return true
    }

    static func attributes(
        of operation: DepthwiseConv2D, _ x: ValueID, _ kernel: ValueID, _ encoder: ONNXEncoder
    ) throws(FerryError) -> [ONNXAttribute] {
        let sizes = encoder.type(of: kernel).sizes() ?? []
        let image = try encoder.sizes(of: x)
        return Conv2DCodec.attributes(
            strides: operation.strides, padding: operation.padding, dilation: operation.dilation, groups: sizes[2],
            input: Size2D(height: image[0], width: image[1]), kernel: Size2D(height: sizes[0], width: sizes[1]))
    }

    /// `[height, width, in, multiplier]` to `[in · multiplier, 1, height, width]`.
    static func kernel(_ id: ValueID, _ encoder: inout ONNXEncoder) throws(FerryError) -> String {
        let sizes = encoder.type(of: id).sizes() ?? []
        return try encoder.parameter(id, by: [2, 3, 0, 1], shape: [sizes[2] * sizes[3], 1, sizes[0], sizes[1]])
    }

    /// `[in · multiplier, 1, height, width]` to `[height, width, in, multiplier]`.
    static func kernel(_ name: String, channels: Int, _ decoder: inout ONNXDecoder) throws(FerryError) -> ValueID {
        let shape = try decoder.shape(ofParameter: name)
        return try decoder.parameter(
            name, viewedAs: [channels, shape[0] / channels, shape[2], shape[3]], by: [2, 3, 0, 1])
    }
}
