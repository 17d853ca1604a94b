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
