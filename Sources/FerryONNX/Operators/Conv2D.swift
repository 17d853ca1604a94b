internal import FerryCore

/// Conv, with kernels `[filters, in / groups, height, width]`.
struct Conv2DCodec: ONNXOperatorCodec {
    typealias Op = Conv2D
    let opTypes = ["Conv"]

    func encode(_ operation: Conv2D, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let (x, kernel) = (encoder.input(0, of: node), encoder.input(1, of: node))
        let sizes = encoder.type(of: kernel).sizes() ?? []
        let image = try encoder.sizes(of: x)
        let attributes = Self.attributes(
            strides: operation.strides, padding: operation.padding, dilation: operation.dilation, groups: operation.groups,
            input: Size2D(height: image[0], width: image[1]), kernel: Size2D(height: sizes[0], width: sizes[1]))
        var parameters = [try encoder.parameter(kernel, by: [3, 2, 0, 1])]
        if let bias = node.inputs[2] { parameters.append(try encoder.parameter(bias)) }
        // Read back, it would be a DepthwiseConv2D, whose kernel has another shape.
        if operation.groups > 1 && sizes[2] == 1 { encoder.note(operator: Conv2D.name, for: node) }
        encoder.emit(
            Self.formula(hasBias: parameters.count > 1, attributes), for: node,
            operands: [try encoder.name(of: x, as: .channelsFirst)], parameters: parameters, layout: .channelsFirst)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        let weights = try ConvolutionNode(node, &decoder)
        guard !weights.isDepthwise || decoder.notes.operators[node.name] == Conv2D.name else { return false }
        let shape = weights.shape
        let kernel = try decoder.parameter(node.inputs[1], by: [2, 3, 1, 0])
        guard shape[0] % weights.groups == 0 else { throw .attribute("group", of: node, expected: "a divisor of \(shape[0])") }
        try decoder.add(
            Conv2D(
                strides: weights.strides, padding: weights.padding, dilation: weights.dilation, groups: weights.groups),
            inputs: [weights.x, kernel, weights.bias], for: node, layout: .channelsFirst)
        return true
    }

    /// A convolution without bias, and the bias added behind it.
    var importPatterns: [ONNXPattern] {
        [
            ONNXPattern(rootType: "Add", match: Self.matchBias) { (match, decoder) throws(FerryError) in
                guard let place = match.nodes.first(where: { decoder.node($0).opType == "Conv" }), let bias = match.parameters[0]
                else { return false }
                var node = decoder.node(place)
                let sizes = try decoder.shape(ofParameter: bias)
                guard let filters = try decoder.shape(ofParameter: node.inputs[1]).first, (3...4).contains(sizes.count),
                    sizes[sizes.count - 3] == filters, sizes.elementCount == filters
                else {
                    return false
                }
                node.inputs = [node.inputs[0], node.inputs[1], bias]
                node.outputs = match.root.outputs
                if try decode(node, from: &decoder) { return true }
                return try DepthwiseConv2DCodec().decode(node, from: &decoder)
            }
        ]
    }

    private static func matchBias(_ root: ONNXNode, _ finder: ONNXNodeFinder) -> ONNXMatch? {
        guard root.inputs.count == 2, let (last, _) = root.outputs.first.flatMap({ finder.producerIndex(of: $0) }) else {
            return nil
        }
        for (x, bias) in [(0, 1), (1, 0)] where finder.tensors.contains(root.inputs[bias]) {
            guard let (index, _) = finder.producerIndex(of: root.inputs[x]), case let node = finder.nodes[index],
                node.opType == "Conv", node.domain.isEmpty, node.inputs.count >= 2, node.input(2) == nil,
                finder.tensors.contains(node.inputs[1])
            else { continue }
            var match = ONNXMatch(root: root)
            match.nodes = [index, last]
            match.operands[0] = node.inputs[0]
            match.parameters[0] = root.inputs[bias]
            if finder.isClosed(match) { return match }
        }
        return nil
    }

    static func formula(hasBias: Bool, _ attributes: [ONNXAttribute]) -> ONNXFormula {
        let bias: [ONNXFormula?] = hasBias ? [.parameter(1)] : []
        return .output(
            0,
            of: .init(
                opType: "Conv", inputs: [.x, .parameter(0)] + bias, attributes: attributes, captures: [], outputCount: 1))
    }

    static func attributes(
        strides: Size2D, padding: Padding2D, dilation: Size2D, groups: Int, input: Size2D, kernel: Size2D
    ) -> [ONNXAttribute] {
        let margins = padding.margins(input: input, kernel: kernel, strides: strides, dilation: dilation)
        return [WindowAttributes.kernel(kernel), WindowAttributes.strides(strides)] + WindowAttributes.pads(margins)
            + WindowAttributes.dilation(dilation) + (groups == 1 ? [] : [ONNXAttribute("group", groups)])
    }
}

/// What a Conv node says, in Ferry's terms.
struct ConvolutionNode {
    let x: ValueID
    /// `[filters, in / groups, height, width]`
    let shape: [Int]
    let bias: ValueID?
    let strides: Size2D
    let padding: Padding2D
    let dilation: Size2D
    let groups: Int

    /// Whether each input channel is convolved by itself.
    var isDepthwise: Bool { groups > 1 && shape[1] == 1 && shape[0] % groups == 0 }

    /// - Throws: `unsupported` where the kernel is computed or the image has not two axes.
    init(_ node: ONNXNode, _ decoder: inout ONNXDecoder) throws(FerryError) {
        guard let input = node.input(0), let kernel = node.input(1) else { throw .onnx("Conv lacks an input") }
        try decoder.expectImage(input, of: node)
        shape = try decoder.shape(ofParameter: kernel)
        guard shape.count == 4 else { throw .unsupported(node, "a kernel of \(shape.count) axes", expected: "4 axes") }
        x = try decoder.value(input, as: .channelsFirst)
        strides = try WindowAttributes.size("strides", of: node)
        dilation = try WindowAttributes.size("dilations", of: node)
        groups = try node.integer("group", default: 1)
        guard groups > 0 else { throw .attribute("group", of: node, expected: "at least 1") }
        let size = Size2D(height: shape[2], width: shape[3])
        if let declared = try node.integers("kernel_shape", count: 2), declared != [size.height, size.width] {
            throw .attribute("kernel_shape", of: node, expected: "\([size.height, size.width])")
        }
        padding = try WindowAttributes.padding(
            of: node, input: try decoder.imageSize(of: x), kernel: size, strides: strides, dilation: dilation)
        let filters = shape[0]
        bias = try node.input(2).map { name throws(FerryError) in try decoder.parameter(name, shape: [filters]) }
    }
}

extension ONNXDecoder {
    /// - Throws: `unsupported` where the value has not the four axes of an image.
    func expectImage(_ name: String, of node: ONNXNode) throws(FerryError) {
        let rank = try shape(of: name).count
        guard rank == 4 else { throw .unsupported(node, "an input of \(rank) axes", expected: "4 axes") }
    }
}
