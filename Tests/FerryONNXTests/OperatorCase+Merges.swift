import FerryCore

extension OperatorCase {
    private static let operations: [(String, any Operator, Int)] = [
        ("Add", Add(), 2), ("Add, three", Add(), 3), ("Subtract", Subtract(), 2), ("Multiply", Multiply(), 2),
        ("Multiply, four", Multiply(), 4), ("Average", Average(), 2), ("Average, three", Average(), 3),
        ("Maximum", Maximum(), 3), ("Minimum", Minimum(), 2), ("Concatenate", Concatenate(), 3),
        ("Concatenate, rows", Concatenate(axis: 1), 2), ("Concatenate, columns", Concatenate(axis: -2), 2),
    ]

    static let merges: [OperatorCase] = operations.flatMap { name, operation, count in
        [
            OperatorCase(name) { builder in
                let inputs = try (0..<count).map { try builder.input("image_\($0)", [3, 3, 2]) }
                try builder.layer("layer", operation, on: inputs)
            },
            OperatorCase("\(name), convolutions") { builder in
                let input = try builder.input([4, 4, 2])
                var branches = [input]
                for index in 1..<count {
                    branches.append(
                        try builder.layer(
                            "conv_\(index)", Conv2D(padding: .same), on: [input], [("kernel", [3, 3, 2, 2]), ("bias", [2])]))
                }
                try builder.layer("layer", operation, on: branches)
            },
        ]
    }

    static let mixedMerges = [
        OperatorCase("Multiply, an attention over channels") { builder in
            try builder.input([4, 4, 2])
            let x = try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 4]), nil])
            try builder.layer("squeeze", GlobalAveragePooling2D())
            try builder.layer("reshape", Reshape(shape: [1, 1, 4]))
            try builder.layer("excite", Conv2D(), [("kernel", [1, 1, 4, 4]), ("bias", [4])], output: "excite#linear")
            let weights = try builder.activation("excite", "sigmoid", Activation(.sigmoid))
            try builder.layer("scale", Multiply(), on: [x, weights])
        },
        OperatorCase("Subtract, flattened") { builder in
            try builder.input([4, 4, 2])
            let x = try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            let left = try builder.layer("flatten", Flatten(), on: [x])
            let right = try builder.input("other", [27])
            try builder.layer("subtract", Subtract(), on: [left, right])
            try builder.layer("dense", Dense(), [("kernel", [27, 2]), ("bias", [2])])
        },
    ]

    private static let alongAxes: [(String, @Sendable (Int) -> any Operator)] = [
        ("Softmax", { Softmax(axis: $0) }), ("LogSoftmax", { LogSoftmax(axis: $0) }),
        ("Sparsemax", { Sparsemax(axis: $0) }), ("GLU", { GLU(axis: $0) }),
    ]

    static let axes: [OperatorCase] = alongAxes.flatMap { name, make in
        let vector = [
            OperatorCase(name) { builder in
                try builder.input([6])
                try builder.layer("layer", make(-1))
            }
        ]
        return vector
            + [1, 2, 3, -1].map { axis in
                OperatorCase("\(name), axis \(axis) of a convolution") { builder in
                    try builder.input([5, 7, 2])
                    try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 4]), nil])
                    try builder.layer("layer", make(axis))
                }
            }
    }
}
