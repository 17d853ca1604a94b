internal import FerryCore

struct Conv2DTransposeLayer: KerasLayerCodec {
    let classNames = ["Conv2DTranspose"]
    let ignoredKeys = KerasKeys.training("kernel", "bias")

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        configuration.expectChannelsLast()
        let filters = configuration.integer("filters")
        let kernelSize = configuration.size("kernel_size")
        let usesBias = configuration.flag("use_bias", default: true)
        let activation = configuration.activation()
        configuration.expectOneGroup()
        // TensorFlow computes no dilated one on a CPU, so that there is nothing to hold Ferry's against.
        if configuration.size("dilation_rate", default: Size2D(1)) != Size2D(1) {
            configuration.noteUnsupported("dilation_rate", expected: "1×1")
        }
        let convolution = Conv2DTranspose(
            strides: configuration.size("strides", default: Size2D(1)), padding: configuration.padding(),
            outputPadding: configuration.outputPadding())
        return { inputs, builder in
            let x = try builder.only(inputs)
            let channels = try builder.size(ofAxis: -1, of: x)
            let kernel = try builder.weight(
                "kernel", shape: [kernelSize.height, kernelSize.width, filters, channels])
            let bias = usesBias ? try builder.weight("bias", shape: [filters]) : nil
            return try builder.output(convolution, [x, kernel, bias], then: activation)
        }
    }
}

extension KerasConfiguration {
    /// Rows and columns beyond Keras's own choice; may be zero.
    fileprivate mutating func outputPadding() -> Size2D? {
        guard let values = integers("output_padding", in: 0...Self.largestSize) else { return nil }
        if values.count == 1 { return Size2D(values[0]) }
        if values.count == 2 { return Size2D(height: values[0], width: values[1]) }
        noteInvalid("output_padding", "[height, width]")
        return nil
    }
}

extension Conv2DTransposeLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard let convolution = node.operation as? Conv2DTranspose else { return nil }
        guard convolution.dilation == Size2D(1) else { throw node.unsupported("dilation") }
        let kernel = node.shape(ofParameter: 1)
        var description = KerasDescription(
            "Conv2DTranspose", window: kernel, convolution.strides, convolution.dilation, ["filters": .integer(kernel[2])],
            weights: ["kernel": 1])
        description.add("bias", 2, of: node, flag: "use_bias")
        guard let padding = try Self.padding(of: convolution, node, kernel) else {
            throw node.unsupported("these pads", remedy: "pads of which Keras's padding and output_padding make the same image")
        }
        description.configuration["padding"] = padding.word == .same ? "same" : "valid"
        description.configuration["output_padding"] = padding.output.map(JSONValue.size) ?? .null
        return description
    }

    /// Keras's words for what is cut off the full result and added to it.
    private static func padding(
        of convolution: Conv2DTranspose, _ node: KerasNode, _ kernel: [Int]
    ) throws(FerryError) -> (word: Padding2D, output: Size2D?)? {
        let image = try node.image()
        let asked = convolution.geometry(input: image, kernel: kernel)
        for word in [Padding2D.valid, .same] {
            // Less than a stride, as Keras demands.
            let additions = (0..<convolution.strides.height).flatMap { height in
                (0..<convolution.strides.width).map { Size2D(height: height, width: $0) }
            }
            for output in [nil] + additions.map(Optional.some) {
                let candidate = Conv2DTranspose(strides: convolution.strides, padding: word, outputPadding: output)
                if candidate.geometry(input: image, kernel: kernel) == asked { return (word, output) }
            }
        }
        return nil
    }
}
