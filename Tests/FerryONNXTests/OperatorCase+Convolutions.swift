import FerryCore

extension OperatorCase {
    static let convolutions: [OperatorCase] = [
        image("Conv2D", Conv2D(), [("kernel", [3, 2, 4, 5]), ("bias", [5])]),
        image("Conv2D without bias", Conv2D(padding: .same), [("kernel", [3, 3, 4, 5]), nil]),
        image(
            "Conv2D, strides, same", Conv2D(strides: Size2D(height: 2, width: 3), padding: .same),
            [("kernel", [3, 2, 4, 5]), ("bias", [5])]),
        image("Conv2D, dilation", Conv2D(padding: .same, dilation: Size2D(2)), [("kernel", [3, 3, 4, 2]), ("bias", [2])]),
        image("Conv2D, groups", Conv2D(groups: 2), [("kernel", [3, 3, 2, 6]), ("bias", [6])]),
        image("Conv2D, a group a channel", Conv2D(groups: 4), [("kernel", [3, 3, 1, 8]), ("bias", [8])]),
        image(
            "Conv2D, margins", Conv2D(padding: .explicit(Margins2D(top: 1, bottom: 2, left: 0, right: 1))),
            [("kernel", [3, 3, 4, 2]), nil]),
        image("DepthwiseConv2D", DepthwiseConv2D(padding: .same), [("kernel", [3, 3, 4, 1]), ("bias", [4])]),
        image(
            "DepthwiseConv2D, multiplier", DepthwiseConv2D(strides: Size2D(2), padding: .same),
            [("kernel", [3, 2, 4, 3]), ("bias", [12])]),
        OperatorCase("DepthwiseConv2D, one channel") { builder in
            try builder.input([5, 5, 1])
            try builder.layer("layer", DepthwiseConv2D(dilation: Size2D(2)), [("kernel", [2, 2, 1, 3]), nil])
        },
        image(
            "SeparableConv2D", SeparableConv2D(strides: Size2D(2), padding: .same),
            [("depthwise_kernel", [3, 3, 4, 2]), ("pointwise_kernel", [1, 1, 8, 5]), ("bias", [5])]),
        image(
            "SeparableConv2D without bias", SeparableConv2D(dilation: Size2D(2)),
            [("depthwise_kernel", [3, 3, 4, 1]), ("pointwise_kernel", [1, 1, 4, 3]), nil]),
        OperatorCase("DepthwiseConv2D and a 1×1 Conv2D") { builder in
            try builder.input([5, 5, 4])
            try builder.layer("depthwise", DepthwiseConv2D(), [("kernel", [3, 3, 4, 1]), nil])
            try builder.layer("pointwise", Conv2D(), [("kernel", [1, 1, 4, 3]), ("bias", [3])])
        },
        image("Conv2DTranspose", Conv2DTranspose(), [("kernel", [3, 2, 5, 4]), ("bias", [5])]),
        image("Conv2DTranspose, strides", Conv2DTranspose(strides: Size2D(2)), [("kernel", [3, 3, 5, 4]), nil]),
        image(
            "Conv2DTranspose, strides beyond the kernel", Conv2DTranspose(strides: Size2D(3)),
            [("kernel", [2, 2, 3, 4]), ("bias", [3])]),
        image(
            "Conv2DTranspose, same", Conv2DTranspose(strides: Size2D(2), padding: .same),
            [("kernel", [3, 4, 5, 4]), ("bias", [5])]),
        image(
            "Conv2DTranspose, same, small kernel", Conv2DTranspose(strides: Size2D(3), padding: .same),
            [("kernel", [1, 2, 5, 4]), nil]),
        image(
            "Conv2DTranspose, output padding",
            Conv2DTranspose(strides: Size2D(2), padding: .same, outputPadding: Size2D(height: 1, width: 0)),
            [("kernel", [3, 3, 2, 4]), ("bias", [2])]),
        image(
            "Conv2DTranspose, dilation", Conv2DTranspose(padding: .same, dilation: Size2D(2)),
            [("kernel", [3, 3, 2, 4]), ("bias", [2])]),
    ]

    static let pooling: [OperatorCase] = [
        image("MaxPooling2D", MaxPooling2D(poolSize: Size2D(2), strides: Size2D(2))),
        image(
            "MaxPooling2D, same", MaxPooling2D(poolSize: Size2D(height: 3, width: 2), strides: Size2D(2), padding: .same)),
        image("MaxPooling2D, stride 1", MaxPooling2D(poolSize: Size2D(2), strides: Size2D(1))),
        image("AveragePooling2D", AveragePooling2D(poolSize: Size2D(2), strides: Size2D(2))),
        image("AveragePooling2D, same", AveragePooling2D(poolSize: Size2D(3), strides: Size2D(2), padding: .same)),
        image("GlobalMaxPooling2D", GlobalMaxPooling2D()),
        image("GlobalMaxPooling2D, dimensions kept", GlobalMaxPooling2D(keepsDimensions: true)),
        image("GlobalAveragePooling2D", GlobalAveragePooling2D()),
        image("GlobalAveragePooling2D, dimensions kept", GlobalAveragePooling2D(keepsDimensions: true)),
    ]

    static let dense: [OperatorCase] = [
        vector("Dense", Dense(), [("kernel", [6, 3]), ("bias", [3])]),
        vector("Dense without bias", Dense(), [("kernel", [6, 3]), nil]),
        image("Dense on an image", Dense(), [("kernel", [4, 3]), ("bias", [3])]),
        image("Dense on an image without bias", Dense(), [("kernel", [4, 3]), nil]),
        OperatorCase("Dense on a sequence") { builder in
            try builder.input([5, 4])
            try builder.layer("layer", Dense(), [("kernel", [4, 3]), ("bias", [3])])
        },
        OperatorCase("Dense between convolutions") { builder in
            try builder.input([5, 5, 2])
            try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            try builder.layer("dense", Dense(), [("kernel", [3, 4]), ("bias", [4])], output: "dense#linear")
            try builder.activation("dense", "silu", Activation(.silu))
            try builder.layer("conv_1", Conv2D(), [("kernel", [2, 2, 4, 3]), nil])
        },
    ]
}
