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
