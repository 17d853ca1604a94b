internal import FerryCore

struct SeparableConv2DLayer: KerasLayerCodec {
    let classNames = ["SeparableConv2D"]
    // Keras 2 derives the class from Conv2D, whose keys it writes too.
    let ignoredKeys = KerasKeys.training("depthwise", "pointwise", "bias", "kernel")

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        configuration.expectChannelsLast()
        let filters = configuration.integer("filters")
        let kernelSize = configuration.size("kernel_size")
        let multiplier = configuration.integer("depth_multiplier", default: 1)
        let usesBias = configuration.flag("use_bias", default: true)
        let activation = configuration.activation()
        configuration.expectOneGroup()
        let convolution = SeparableConv2D(
            strides: configuration.size("strides", default: Size2D(1)), padding: configuration.padding(),
            dilation: configuration.size("dilation_rate", default: Size2D(1)))
        return { inputs, builder in
            let x = try builder.only(inputs)
            let channels = try builder.size(ofAxis: -1, of: x)
            let depthwise = try builder.weight(
                "depthwise_kernel", shape: [kernelSize.height, kernelSize.width, channels, multiplier])
            let pointwise = try builder.weight("pointwise_kernel", shape: [1, 1, channels * multiplier, filters])
            let bias = usesBias ? try builder.weight("bias", shape: [filters]) : nil
            return try builder.output(convolution, [x, depthwise, pointwise, bias], then: activation)
        }
    }
}

extension SeparableConv2DLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard let convolution = node.operation as? SeparableConv2D else { return nil }
        let kernel = node.shape(ofParameter: 1)
        var description = KerasDescription(
            "SeparableConv2D", window: kernel, convolution.strides, convolution.dilation,
            [
                "filters": .integer(node.shape(ofParameter: 2).last ?? 0), "depth_multiplier": .integer(kernel[3]),
            ], weights: ["depthwise_kernel": 1, "pointwise_kernel": 2])
        description.add("bias", 3, of: node, flag: "use_bias")
        try description.setPadding(
            convolution.padding, of: node, kernel: Size2D(height: kernel[0], width: kernel[1]), strides: convolution.strides,
            dilation: convolution.dilation)
        return description
    }
}
