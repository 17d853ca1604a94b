import FerryCore

extension OperatorCase {
    static let vectors: [(String, [Int])?] = [
        ("gamma", [4]), ("beta", [4]), ("moving_mean", [4]), ("moving_variance", [4]),
    ]

    static let normalisation: [OperatorCase] = [
        image("BatchNormalization", BatchNormalization(), vectors),
        image("BatchNormalization, no scale", BatchNormalization(epsilon: 0.01), [nil] + vectors[1...]),
        image("BatchNormalization, no shift", BatchNormalization(), [vectors[0], nil] + vectors[2...]),
        image("BatchNormalization, neither", BatchNormalization(), [nil, nil] + vectors[2...]),
        OperatorCase("BatchNormalization of a vector") { builder in
            try builder.input([4])
            try builder.layer("layer", BatchNormalization(), vectors)
        },
        OperatorCase("BatchNormalization of a sequence") { builder in
            try builder.input([3, 4])
            try builder.layer("layer", BatchNormalization(epsilon: 0.002), [nil] + vectors[1...])
        },
        OperatorCase("BatchNormalization of a volume") { builder in
            try builder.input([2, 3, 2, 4])
            try builder.layer("layer", BatchNormalization(), vectors)
        },
        image("LayerNormalization", LayerNormalization(), [("gamma", [4]), ("beta", [4])]),
        image("LayerNormalization, plain", LayerNormalization(epsilon: 0.01), [nil, nil]),
        image("LayerNormalization, no scale", LayerNormalization(), [nil, ("beta", [4])]),
        image(
            "LayerNormalization, image", LayerNormalization(axes: [-3, -2, -1]), [("gamma", [7, 6, 4]), ("beta", [7, 6, 4])]),
        image("LayerNormalization, inner axes", LayerNormalization(axes: [-3, -1]), [("gamma", [7, 4]), ("beta", [7, 4])]),
        image("LayerNormalization, first axes", LayerNormalization(axes: [-3, -2]), [nil, nil]),
        image("LayerNormalization, first axes, scale", LayerNormalization(axes: [-3, -2]), [("gamma", [7, 6]), nil]),
        OperatorCase("LayerNormalization between convolutions") { builder in
            try builder.input([5, 5, 2])
            try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 4]), nil])
            try builder.layer("norm", LayerNormalization(), [("gamma", [4]), ("beta", [4])])
            try builder.layer("conv_1", Conv2D(), [("kernel", [2, 2, 4, 3]), nil])
        },
        image("Rescaling", Rescaling(scale: [1.0 / 255], offset: [-1.0 / 3])),
        image("Rescaling, factor", Rescaling(scale: [1.0 / 255])),
        image("Rescaling, offset", Rescaling(scale: [1], offset: [0.1])),
        image("Rescaling, nothing", Rescaling(scale: [1])),
        image("Rescaling, channels", Rescaling(scale: [0.1, 1.0 / 7, 2, 3], offset: [1, 2, 3, 1.0 / 3])),
        OperatorCase("Rescaling of a convolution") { builder in
            try builder.input([5, 5, 2])
            try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            try builder.layer("layer", Rescaling(scale: [1, 2, 3], offset: [0.5]))
        },
        image("Normalization", Normalization(), [("mean", [4]), ("variance", [4])]),
        image("Normalization, scalar", Normalization(), [("mean", []), ("variance", [])]),
        image("Normalization, inverse", Normalization(inverts: true), [("mean", [4]), ("variance", [4])]),
        image("Normalization, rows", Normalization(), [("mean", [1, 7, 1, 1]), ("variance", [1, 7, 1, 1])]),
        image("Normalization, pixels", Normalization(), [("mean", [7, 6, 4]), ("variance", [7, 6, 4])]),
        OperatorCase("Normalization of a convolution") { builder in
            try builder.input([5, 5, 2])
            try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            try builder.layer("layer", Normalization(), [("mean", [3]), ("variance", [3])])
        },
    ]
}
