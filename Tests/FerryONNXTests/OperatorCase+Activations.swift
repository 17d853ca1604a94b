import FerryCore

extension OperatorCase {
    static let functions: [ActivationFunction] = [
        .exponential, .gelu(approximate: false), .gelu(approximate: true), .hardShrink(threshold: 0.5), .hardSigmoid,
        .linearClip(slope: 0.2, offset: 0.5), .hardSilu, .hardTanh, .logSigmoid, .mish, .selu, .sigmoid, .silu,
        .softShrink(threshold: 0.3), .softplus, .softsign, .sparsePlus, .sparseSigmoid, .squareplus(b: 4), .tanh, .tanhShrink,
        .threshold(threshold: 0.25, value: -2.0 / 3), .celu(alpha: 1.5),
    ]

    static let pointwise: [OperatorCase] =
        functions.map { function in
            OperatorCase("Activation, \(function)") { builder in
                try builder.input([4])
                try builder.layer("spread", Rescaling(scale: [12], offset: [-6]))
                try builder.layer("layer", Activation(function))
            }
        }

    private static let rectifiers: [any Operator] = [
        ReLU(), ReLU(maximum: 6), ReLU(negativeSlope: 0.1), ReLU(threshold: 0.5), ReLU(maximum: 3, negativeSlope: 1.0 / 3),
        ReLU(maximum: 3, threshold: 0.5), ReLU(negativeSlope: 0.2, threshold: -0.5),
        ReLU(maximum: 4, negativeSlope: 0.25, threshold: 1.0 / 3), LeakyReLU(negativeSlope: 0.3),
        LeakyReLU(negativeSlope: 1.0 / 3), ELU(), ELU(alpha: 1.0 / 7),
    ]

    static let activations: [OperatorCase] =
        rectifiers.map { operation in
            OperatorCase("\(operation)") { builder in
                try builder.input([3, 3, 4])
                try builder.layer("spread", Rescaling(scale: [12], offset: [-6]))
                try builder.layer("layer", operation)
            }
        }

    static let slopes: [OperatorCase] = [
        vector("PReLU", PReLU(), [("alpha", [6])]),
        image("PReLU of an image", PReLU(), [("alpha", [7, 6, 4])]),
        image("PReLU, shared slopes", PReLU(), [("alpha", [1, 1, 4])]),
        OperatorCase("PReLU of a convolution") { builder in
            try builder.input([5, 5, 2])
            try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            try builder.layer("layer", PReLU(), [("alpha", [4, 4, 3])])
            try builder.layer("layer_1", PReLU(), [("alpha", [1, 1, 3])])
        },
    ]
}
