internal import FerryCore

/// ConvTranspose, with kernels `[in, filters, height, width]`.
struct Conv2DTransposeCodec: ONNXOperatorCodec {
    typealias Op = Conv2DTranspose
    let opTypes = ["ConvTranspose"]

    func encode(_ operation: Conv2DTranspose, _ node: Node, to encoder: inout ONNXEncoder) throws(FerryError) {
        let (x, kernel) = (encoder.input(0, of: node), encoder.input(1, of: node))
        let sizes = encoder.type(of: kernel).sizes() ?? []
        let image = try encoder.sizes(of: x)
        let geometry = operation.geometry(input: Size2D(height: image[0], width: image[1]), kernel: sizes)
        let rows = Self.cut(
            image[0], sizes[0], operation.strides.height, operation.dilation.height, geometry.output.height, geometry.top)
        let columns = Self.cut(
            image[1], sizes[1], operation.strides.width, operation.dilation.width, geometry.output.width, geometry.left)
        var attributes = [
            WindowAttributes.kernel(Size2D(height: sizes[0], width: sizes[1])), WindowAttributes.strides(operation.strides),
        ]
        attributes += WindowAttributes.pads(
            Margins2D(top: geometry.top, bottom: rows.after, left: geometry.left, right: columns.after))
        attributes += WindowAttributes.dilation(operation.dilation)
        if rows.added > 0 || columns.added > 0 {
            attributes.append(ONNXAttribute("output_padding", [rows.added, columns.added]))
        }
        var parameters = [try encoder.parameter(kernel, by: [3, 2, 0, 1])]
        var inputs: [ONNXFormula?] = [.x, .parameter(0)]
        if let bias = node.inputs[2] {
            parameters.append(try encoder.parameter(bias))
            inputs.append(.parameter(1))
        }
        encoder.emit(
            .output(
                0, of: .init(opType: "ConvTranspose", inputs: inputs, attributes: attributes, captures: [], outputCount: 1)),
            for: node, operands: [try encoder.name(of: x, as: .channelsFirst)], parameters: parameters, layout: .channelsFirst)
    }

    /// What is cut off the end of an axis of the full result, or added to it, for an output of `output` that starts behind
    /// `before`.
    private static func cut(
        _ input: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ output: Int, _ before: Int
    ) -> (after: Int, added: Int) {
        let full = (input - 1) * stride + (kernel - 1) * dilation + 1
        let after = full - before - output
        return after >= 0 ? (after, 0) : (0, -after)
    }

    func decode(_ node: ONNXNode, from decoder: inout ONNXDecoder) throws(FerryError) -> Bool {
        guard let input = node.input(0), let name = node.input(1) else { throw .onnx("ConvTranspose lacks an input") }
        guard try node.integer("group", default: 1) == 1 else { throw .unsupported(node, "groups", field: "group") }
        guard try node.text("auto_pad", default: "NOTSET") == "NOTSET", node["output_shape"] == nil else {
            throw .unsupported(node, "auto_pad or output_shape", expected: "pads")
        }
        guard try decoder.shape(ofParameter: name).count == 4 else { throw .unsupported(node, "a kernel without 4 axes") }
        let x = try decoder.value(input, as: .channelsFirst)
        let kernel = try decoder.parameter(name, by: [2, 3, 1, 0])
        let bias = try node.input(2).map { name throws(FerryError) in try decoder.parameter(name) }
        let added = try node.integers("output_padding", count: 2) ?? [0, 0]
        guard added.allSatisfy({ (0...WindowAttributes.limit).contains($0) }) else {
            throw .attribute("output_padding", of: node, expected: "0 to \(WindowAttributes.limit)")
        }
        var operation = Conv2DTranspose(
            strides: try WindowAttributes.size("strides", of: node), padding: .explicit(try WindowAttributes.margins(of: node)),
            outputPadding: added == [0, 0] ? nil : Size2D(height: added[0], width: added[1]),
            dilation: try WindowAttributes.size("dilations", of: node))
        let size = try decoder.imageSize(of: x)
        let sizes = decoder.type(of: kernel).sizes() ?? []
        let wanted = operation.geometry(input: size, kernel: sizes)
        for padding in [Padding2D.valid, .same] {
            // Keras's own paddings, where one of them gives the same.
            let candidate = Conv2DTranspose(strides: operation.strides, padding: padding, dilation: operation.dilation)
            if candidate.geometry(input: size, kernel: sizes) == wanted {
                operation = candidate
                break
            }
        }
        try decoder.add(operation, inputs: [x, kernel, bias], for: node, layout: .channelsFirst)
        return true
    }
}
