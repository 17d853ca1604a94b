internal import FerryCore

struct DepthwiseConv2DLayer: KerasLayerCodec {
    let classNames = ["DepthwiseConv2D"]
    // Keras 2 derives the class from Conv2D, whose keys it writes too.
    let ignoredKeys = KerasKeys.training("depthwise", "bias", "kernel")

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        configuration.expectChannelsLast()
        let kernelSize = configuration.size("kernel_size")
        let multiplier = configuration.integer("depth_multiplier", default: 1)
        let usesBias = configuration.flag("use_bias", default: true)
        let activation = configuration.activation()
        configuration.expectOneGroup()
        let convolution = DepthwiseConv2D(
            strides: configuration.size("strides", default: Size2D(1)), padding: configuration.padding(),
            dilation: configuration.size("dilation_rate", default: Size2D(1)))
        return { inputs, builder in
            let x = try builder.only(inputs)
            let channels = try builder.size(ofAxis: -1, of: x)
            let kernel = try builder.weight(
                "kernel", otherNames: ["depthwise_kernel"],
                shape: [kernelSize.height, kernelSize.width, channels, multiplier])
            let bias = usesBias ? try builder.weight("bias", shape: [channels * multiplier]) : nil
            return try builder.output(convolution, [x, kernel, bias], then: activation)
        }
    }
}

extension KerasConfiguration {
    /// Keras 2 writes `groups: 1` for layers that have no groups.
    mutating func expectOneGroup() {
        if integer("groups", default: 1) != 1 { noteUnsupported("groups", expected: "1") }
    }
}

extension DepthwiseConv2DLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard let convolution = node.operation as? DepthwiseConv2D else { return nil }
        let kernel = node.shape(ofParameter: 1)
        var description = KerasDescription(
            "DepthwiseConv2D", window: kernel, convolution.strides, convolution.dilation,
            ["depth_multiplier": .integer(kernel[3])], weights: ["kernel": 1])
        description.add("bias", 2, of: node, flag: "use_bias")
        try description.setPadding(
            convolution.padding, of: node, kernel: Size2D(height: kernel[0], width: kernel[1]), strides: convolution.strides,
            dilation: convolution.dilation)
        return description
    }
}
