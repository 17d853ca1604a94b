internal import FerryCore

struct Conv2DLayer: KerasLayerCodec {
    let classNames = ["Conv2D"]
    let ignoredKeys = KerasKeys.training("kernel", "bias")

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        configuration.expectChannelsLast()
        let filters = configuration.integer("filters")
        let kernelSize = configuration.size("kernel_size")
        let groups = configuration.integer("groups", default: 1)
        let usesBias = configuration.flag("use_bias", default: true)
        let activation = configuration.activation()
        let convolution = Conv2D(
            strides: configuration.size("strides", default: Size2D(1)), padding: configuration.padding(),
            dilation: configuration.size("dilation_rate", default: Size2D(1)), groups: groups)
        return { inputs, builder in
            let x = try builder.only(inputs)
            let channels = try builder.size(ofAxis: -1, of: x)
            let kernel = try builder.weight(
                "kernel", shape: [kernelSize.height, kernelSize.width, channels / groups, filters])
            let bias = usesBias ? try builder.weight("bias", shape: [filters]) : nil
            return try builder.output(convolution, [x, kernel, bias], then: activation)
        }
    }
}

extension Conv2DLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard let convolution = node.operation as? Conv2D else { return nil }
        let kernel = node.shape(ofParameter: 1)
        var description = KerasDescription(
            "Conv2D", window: kernel, convolution.strides, convolution.dilation,
            ["filters": .integer(kernel[3]), "groups": .integer(convolution.groups)], weights: ["kernel": 1])
        description.add("bias", 2, of: node, flag: "use_bias")
        try description.setPadding(
            convolution.padding, of: node, kernel: Size2D(height: kernel[0], width: kernel[1]), strides: convolution.strides,
            dilation: convolution.dilation)
        return description
    }
}
