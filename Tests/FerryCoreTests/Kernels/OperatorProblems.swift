import FerryCore

/// Random problems for each operator: sizes around those that divide by tiles and vectors, and attributes of every kind.
enum OperatorProblems {
    typealias Make = @Sendable (inout SplitMix64) -> OperatorProblem

    static let byName: [String: Make] = convolutions.merging(images) { $1 }.merging(elementwise) { $1 }.merging(lanes) { $1 }
        .merging(shapes) { $1 }

    private static let convolutions: [String: Make] = [
        "Conv2D": { g in
            let groups = g.pick([1, 1, 1, 2, 3])
            let channels = g.pick([1, 2, 3, 5, 16, 33]) * groups
            let kernel = g.size(1...4, 1...4)
            let (dilation, strides) = (g.size(1...2, 1...2), g.size(1...2, 1...3))
            let image = g.image(channels: channels, atLeast: kernel, dilation)
            let filters = g.pick([1, 3, 7, 16, 31, 32, 40, 65]) * groups
            return OperatorProblem(
                Conv2D(strides: strides, padding: g.padding(), dilation: dilation, groups: groups),
                [image, [kernel.height, kernel.width, channels / groups, filters], g.maybe([filters])], .terms(8))
        },
        "DepthwiseConv2D": { g in
            let kernel = g.size(1...4, 1...4)
            let (dilation, strides) = (g.size(1...2, 1...2), g.size(1...2, 1...2))
            let image = g.image(channels: g.pick([1, 3, 4, 15, 16, 17, 35]), atLeast: kernel, dilation)
            let multiplier = g.pick([1, 1, 1, 2, 3])
            return OperatorProblem(
                DepthwiseConv2D(strides: strides, padding: g.padding(), dilation: dilation),
                [image, [kernel.height, kernel.width, image[3], multiplier], g.maybe([image[3] * multiplier])], .terms(8))
        },
        "SeparableConv2D": { g in
            let kernel = g.size(1...3, 1...3)
            let image = g.image(channels: g.pick([1, 3, 16, 21]), atLeast: kernel, Size2D(1))
            let (multiplier, filters) = (g.pick([1, 1, 2]), g.pick([1, 8, 33]))
            return OperatorProblem(
                SeparableConv2D(strides: g.size(1...2, 1...2), padding: g.padding()),
                [
                    image, [kernel.height, kernel.width, image[3], multiplier], [1, 1, image[3] * multiplier, filters],
                    g.maybe([filters]),
                ], .terms(16))
        },
        "Conv2DTranspose": { g in
            let kernel = g.size(1...4, 1...4)
            let strides = g.size(1...3, 1...3)
            let dilation = strides == Size2D(1) ? g.size(1...3, 1...3) : Size2D(1)
            let (channels, filters) = (g.pick([1, 3, 20]), g.pick([1, 5, 32, 33]))
            let padding: Padding2D = g.pick([.valid, .same])
            let outputPadding = strides.height > 1 && strides.width > 1 ? g.pick([nil, Size2D(0), Size2D(1)]) : nil
            return OperatorProblem(
                Conv2DTranspose(strides: strides, padding: padding, outputPadding: outputPadding, dilation: dilation),
                [
                    [g.pick([1, 2]), g.int(2...6), g.int(2...6), channels], [kernel.height, kernel.width, filters, channels],
                    g.maybe([filters]),
                ], .terms(8))
        },
        "Dense": { g in
            let (size, units) = (g.pick([1, 7, 255, 256, 257, 600]), g.pick([1, 10, 31, 64, 100]))
            let x = g.pick([[g.int(1...30), size], [2, g.int(1...9), size]])
            return OperatorProblem(Dense(), [x, [size, units], g.maybe([units])], .terms(16))
        },
    ]

    private static let images: [String: Make] = [
        "MaxPooling2D": { g in
            let window = g.size(1...3, 1...3)
            let image = g.image(channels: g.pick([1, 3, 16, 19, 32]), atLeast: window, Size2D(1))
            return OperatorProblem(
                MaxPooling2D(poolSize: window, strides: g.size(1...3, 1...3), padding: g.pick([.valid, .same])), [image], .exact)
        },
        "AveragePooling2D": { g in
            let window = g.size(1...3, 1...3)
            let image = g.image(channels: g.pick([1, 3, 16, 19, 32]), atLeast: window, Size2D(1))
            return OperatorProblem(
                AveragePooling2D(poolSize: window, strides: g.size(1...3, 1...3), padding: g.pick([.valid, .same])), [image],
                .terms(8))
        },
        "GlobalMaxPooling2D": { g in
            OperatorProblem(
                GlobalMaxPooling2D(keepsDimensions: g.pick([true, false])), [g.image(channels: g.pick([1, 5, 70, 150]))], .exact)
        },
        "GlobalAveragePooling2D": { g in
            OperatorProblem(
                GlobalAveragePooling2D(keepsDimensions: g.pick([true, false])), [g.image(channels: g.pick([1, 5, 70, 150]))],
                .terms(1))
        },
        "ZeroPadding2D": { g in
            OperatorProblem(ZeroPadding2D(margins: g.margins(0...3)), [g.image(channels: g.int(1...9))], .exact)
        },
        "Cropping2D": { g in
            let margins = g.margins(0...2)
            return OperatorProblem(
                Cropping2D(margins: margins), [g.image(channels: g.int(1...9), atLeast: Size2D(5), Size2D(1))], .exact)
        },
        "UpSampling2D": { g in
            let interpolation = g.pick(UpSampling2D.Interpolation.allCases)
            return OperatorProblem(
                UpSampling2D(factors: g.size(1...3, 1...3), interpolation: interpolation), [g.image(channels: g.int(1...9))],
                interpolation == .nearest ? .exact : .largest(8))
        },
        "BatchNormalization": { g in
            let x = g.pick([g.image(channels: g.pick([1, 3, 40])), [g.int(1...5), g.int(1...70)]])
            let channels = [x[x.count - 1]]
            return OperatorProblem(
                BatchNormalization(epsilon: 1e-3), [x, g.maybe(channels), g.maybe(channels), channels, channels], .largest(16))
        },
    ]

    private static let elementwise: [String: Make] = [
        "Add": { g in OperatorProblem(Add(), g.broadcast(), .terms(4)) },
        "Subtract": { g in OperatorProblem(Subtract(), g.broadcast(count: 2), .largest(4)) },
        "Multiply": { g in OperatorProblem(Multiply(), g.broadcast(), .relative(4)) },
        "Average": { g in OperatorProblem(Average(), g.broadcast(), .terms(4)) },
        "Maximum": { g in OperatorProblem(Maximum(), g.broadcast(), .exact) },
        "Minimum": { g in OperatorProblem(Minimum(), g.broadcast(), .exact) },
        "Rescaling": { g in
            let x = g.image(channels: 3)
            return g.pick([
                OperatorProblem(Rescaling(scale: [1.0 / 255]), [x], .largest(4)),
                OperatorProblem(Rescaling(scale: [0.5, 2, -1], offset: [1, 0, 0.25]), [x], .largest(4)),
            ])
        },
        "Normalization": { g in
            let x = g.image(channels: g.int(2...40))
            let statistics = g.pick([[x[3]], [1, 1, 1, x[3]], [x[1], 1, x[3]]])
            return OperatorProblem(
                Normalization(inverts: g.pick([true, false])), [x, statistics, statistics], .largest(8), range: 0.1...2)
        },
        "PReLU": { g in
            let x = g.image(channels: g.int(1...40))
            return OperatorProblem(PReLU(), [x, g.pick([[x[1], x[2], x[3]], [1, 1, x[3]], [x[1], 1, x[3]]])], .relative(1))
        },
        "ReLU": { g in
            let operation = ReLU(
                maximum: g.pick([nil, 1, 6]), negativeSlope: g.pick([0, 0.25]), threshold: g.pick([0, 0.5]))
            return OperatorProblem(operation, [g.vector()], .relative(2))
        },
        "LeakyReLU": { g in OperatorProblem(LeakyReLU(negativeSlope: 0.3), [g.vector()], .relative(2)) },
        "ELU": { g in OperatorProblem(ELU(alpha: g.pick([1, 0.7])), [g.vector()], .relative(1)) },
        "Activation": { g in OperatorProblem(Activation(g.pick(activations)), [g.vector()], .relative(1), range: -9...9) },
    ]

    private static let activations: [ActivationFunction] = [
        .exponential, .gelu(approximate: false), .gelu(approximate: true), .hardShrink(threshold: 0.5), .hardSigmoid,
        .linearClip(slope: 0.2, offset: 0.5), .hardSilu, .hardTanh, .logSigmoid, .mish, .selu, .sigmoid, .silu,
        .softShrink(threshold: 0.5), .softplus, .softsign, .sparsePlus, .sparseSigmoid, .squareplus(b: 4), .tanh, .tanhShrink,
        .threshold(threshold: 0.5, value: -1), .celu(alpha: 1.5),
    ]

    private static let lanes: [String: Make] = [
        "Softmax": { g in
            let x = g.image(channels: g.int(1...40))
            return OperatorProblem(Softmax(axis: g.pick([-1, 1, 2])), [x], .relative(2), range: -20...20)
        },
        "LogSoftmax": { g in
            let x = g.image(channels: g.int(1...40))
            return OperatorProblem(LogSoftmax(axis: g.pick([-1, 1, 2])), [x], .largest(1), range: -20...20)
        },
        "Sparsemax": { g in
            let x = g.image(channels: g.int(1...40))
            return OperatorProblem(Sparsemax(axis: g.pick([-1, 1, 2])), [x], .largest(1))
        },
        "GLU": { g in
            OperatorProblem(GLU(axis: g.pick([-1, 2])), [[2, g.int(1...5), 2 * g.int(1...5), 2 * g.int(1...20)]], .relative(1))
        },
        "LayerNormalization": { g in
            let x = g.image(channels: g.int(2...40))
            let axes = g.pick([[-1], [-2, -1], [-3, -2, -1], [-2], [-3, -1]])
            let sizes = axes.map { x[x.count + $0] }
            return OperatorProblem(LayerNormalization(axes: axes), [x, g.maybe(sizes), g.maybe(sizes)], .largest(2))
        },
    ]

    private static let shapes: [String: Make] = [
        "Flatten": { g in OperatorProblem(Flatten(), [g.image(channels: 3)], .exact) },
        "Reshape": { g in
            let x = g.image(channels: 4)
            return OperatorProblem(Reshape(shape: [2, -1, 2]), [x], .exact)
        },
        "Dropout": { g in
            OperatorProblem(
                Dropout(rate: 0.5, factors: g.pick([.silence, .gaussian]), sharedAxes: g.pick([[], [1, 2], [3]])),
                [g.image(channels: 3)], .exact)
        },
        "Identity": { g in OperatorProblem(Identity(), [g.image(channels: 3)], .exact) },
        "Transpose": { g in
            OperatorProblem(
                Transpose(
                    permutation: g.pick([
                        [0, 3, 1, 2], [0, 2, 3, 1], [0, 2, 1, 3], [0, 1, 3, 2], [3, 2, 1, 0], [0, 1, 2, 3],
                    ])),
                [g.image(channels: g.int(1...20))], .exact)
        },
        "Concatenate": { g in
            let x = g.image(channels: g.int(1...9))
            let axis = g.pick([-1, 1, 2])
            let shapes = (0..<g.int(1...4)).map { _ in
                var shape = x
                shape[axis < 0 ? 3 : axis] = g.int(1...20)
                return shape
            }
            return OperatorProblem(Concatenate(axis: axis), shapes, .exact)
        },
    ]
}
