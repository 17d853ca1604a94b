internal import FerryCore

/// A depthwise Conv without bias and a 1×1 Conv.
struct SeparableConv2DCodec: ONNXOperatorCodec {
    typealias Op = SeparableConv2D

    func encode(_ operation: SeparableConv2D, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let (x, depthwise) = (encoder.input(0, of: node), encoder.input(1, of: node))
        let first = ONNXFormula.node(
            "Conv", .x, .parameter(0),
            attributes: try DepthwiseConv2DCodec.attributes(of: operation.depthwise, x, depthwise, encoder))
        let second = Conv2DCodec.attributes(
            strides: Size2D(1), padding: .valid, dilation: Size2D(1), groups: 1, input: Size2D(1), kernel: Size2D(1))
        var parameters = [
            try DepthwiseConv2DCodec.kernel(depthwise, &encoder),
            try encoder.parameter(encoder.input(2, of: node), by: [3, 2, 0, 1]),
        ]
        var inputs: [ONNXFormula?] = [first, .parameter(1)]
        if let bias = node.inputs[3] {
            parameters.append(try encoder.parameter(bias))
            inputs.append(.parameter(2))
        }
        encoder.emit(
            .output(0, of: .init(opType: "Conv", inputs: inputs, attributes: second, captures: [], outputCount: 1)), for: node,
            operands: [try encoder.name(of: x, as: .channelsFirst)], parameters: parameters, layout: .channelsFirst)
    }

    func patterns(opset: Int) -> [ONNXPattern] {
        [
            ONNXPattern(
                rootType: "Conv", match: Self.match,
                decode: { (match, decoder) throws(FerryError) in try Self.decode(match, from: &decoder) })
        ]
    }

    /// A Conv whose input is a Conv without bias, with nothing else in between.
    private static func match(_ root: ONNXNode, _ finder: ONNXNodeFinder) -> ONNXMatch? {
        guard let between = root.input(0), let (index, _) = finder.producerIndex(of: between),
            let (last, _) = root.outputs.first.flatMap({ finder.producerIndex(of: $0) })
        else { return nil }
        let first = finder.nodes[index]
        guard first.opType == "Conv", first.domain.isEmpty, first.input(2) == nil, let x = first.input(0),
            first.input(1) != nil, root.input(1) != nil
        else { return nil }
        var match = ONNXMatch(root: root)
        match.nodes = [index, last]
        match.operands = [0: x]
        return finder.isClosed(match) ? match : nil
    }

    private static func decode(_ match: ONNXMatch, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        guard let first = match.nodes.compactMap({ decoder.node($0) }).first(where: { $0 != match.root }) else { return false }
        let depthwise = try ConvolutionNode(first, &decoder)
        let pointwise = match.root
        let shape = try decoder.shape(ofParameter: pointwise.inputs[1])
        guard depthwise.groups == 1 || depthwise.isDepthwise, depthwise.shape[1] == 1, shape.count == 4,
            shape[2...] == [1, 1], try pointwise.integer("group", default: 1) == 1,
            try WindowAttributes.size("strides", of: pointwise) == Size2D(1),
            try WindowAttributes.margins(of: pointwise) == .zero
        else { return false }
        let kernels = [
            try DepthwiseConv2DCodec.kernel(first.inputs[1], channels: depthwise.groups, &decoder),
            try decoder.parameter(pointwise.inputs[1], by: [2, 3, 1, 0]),
        ]
        let bias = try pointwise.input(2).map { name throws(FerryError) in try decoder.parameter(name) }
        try decoder.add(
            SeparableConv2D(strides: depthwise.strides, padding: depthwise.padding, dilation: depthwise.dilation),
            inputs: [depthwise.x] + kernels + [bias], for: pointwise, layout: .channelsFirst)
        return true
    }
}
