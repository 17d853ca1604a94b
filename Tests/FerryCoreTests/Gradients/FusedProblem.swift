import FerryCore

/// An operator with what is done together with it by one kernel.
struct FusedProblem {
    let first: OperatorProblem
    var followers: [any Operator] = []
    /// The inputs whose gradients are asked for; nothing for all of them.
    var wants: [Bool]?

    init(_ first: OperatorProblem, _ followers: [any Operator] = [], wants: [Bool]? = nil) {
        (self.first, self.followers, self.wants) = (first, followers, wants)
    }

    static let byName: [String: @Sendable (inout SplitMix64) -> FusedProblem] = [
        "Conv2D, ReLU": { g in
            let taps = g.pick([[3, 3], [3, 3], [2, 2], [5, 3], [1, 2]])
            let image = [g.pick([1, 3, 9]), g.int(taps[0]...8), g.int(taps[1]...9), g.pick([8, 16, 19, 32, 37])]
            let filters = g.pick([1, 16, 17, 33, 65])
            let convolution = Conv2D(strides: g.size(1...2, 1...2), padding: .valid)
            let shapes = [image, taps + [image[3], filters], [filters]]
            return FusedProblem(OperatorProblem(convolution, shapes, .terms(8)), [ReLU()])
        },
        "BatchNormalization, ReLU": { g in
            let channels = [g.pick([1, 3, 8, 37])]
            let image = [g.int(2...5), g.int(1...6), g.int(1...9)] + channels
            return FusedProblem(
                OperatorProblem(BatchNormalization(), [image, channels, channels, channels, channels], .largest(16)), [ReLU()])
        },
        "Conv2D, ReLU, MaxPooling2D": { g in
            let image = [g.pick([1, 2, 5]), g.int(6...9), g.int(6...9), g.pick([16, 19, 32, 37])]
            let filters = g.pick([16, 17, 31, 33, 65])
            let shapes = [image, [3, 3, image[3], filters], [filters]]
            return FusedProblem(OperatorProblem(Conv2D(padding: .valid), shapes, .terms(8)), [ReLU(), pooling])
        },
        "Conv2D of one channel, ReLU, MaxPooling2D": { g in
            let image = [g.pick([1, 2, 5]), g.int(4...13), g.int(4...20), 1]
            let filters = g.pick([1, 16, 17, 32, 37])
            let shapes = [image, [3, 3, 1, filters], [filters]]
            return FusedProblem(
                OperatorProblem(Conv2D(padding: .valid), shapes, .terms(8)), [ReLU(), pooling], wants: [false, true, true])
        },
    ]

    private static let pooling = MaxPooling2D(poolSize: Size2D(2), strides: Size2D(2), padding: .valid)
}
