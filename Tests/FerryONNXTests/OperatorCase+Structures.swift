import FerryCore

extension OperatorCase {
    static let structures: [OperatorCase] = [
        OperatorCase("a flattened image, normalised, into dense layers") { builder in
            try builder.input([5, 4, 2])
            try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            try builder.layer("flatten", Flatten())
            try builder.layer(
                "norm", BatchNormalization(),
                [("gamma", [36]), nil, ("moving_mean", [36]), ("moving_variance", [36])])
            try builder.layer("prelu", PReLU(), [("alpha", [36])])
            try builder.layer("gelu", Activation(.gelu(approximate: false)))
            try builder.layer("scale", Rescaling(scale: [0.5], offset: [1]))
            let x = try builder.layer("dropout", Dropout(rate: 0.2))
            let left = try builder.layer("dense", Dense(), on: [x], [("kernel", [36, 3]), ("bias", [3])])
            let right = try builder.layer("dense_1", Dense(), on: [x], [("kernel", [36, 3]), nil])
            try builder.layer("add", Add(), on: [left, right])
        },
        OperatorCase("a flattened image that is also an output") { builder in
            try builder.input([5, 4, 2])
            try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            let flat = try builder.layer("flatten", Flatten())
            let dense = try builder.layer("dense", Dense(), [("kernel", [36, 3]), ("bias", [3])])
            builder.end(in: [flat, dense])
        },
        OperatorCase("a flattened image into softmax") { builder in
            try builder.input([4, 4, 2])
            try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            try builder.layer("flatten", Flatten())
            try builder.layer("softmax", Softmax())
        },
        OperatorCase("a pixel flattened") { builder in
            try builder.input([2, 2, 2])
            try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            try builder.layer("flatten", Flatten())
            try builder.layer("softmax", Softmax())
        },
        OperatorCase("a dense layer shared by images of one size") { builder in
            let first = try builder.input("first", [4, 4, 2])
            let second = try builder.input("second", [4, 4, 2])
            var branches: [ValueID] = []
            for (input, call) in [(first, ""), (second, "#2")] {
                let conv = try builder.layer("conv\(call)", Conv2D(), on: [input], [("kernel", [2, 2, 2, 3]), ("bias", [3])])
                let flat = try builder.layer("flatten\(call)", Flatten(), on: [conv])
                branches.append(try builder.layer("dense\(call)", Dense(), on: [flat], [("kernel", [27, 3]), ("bias", [3])]))
            }
            try builder.layer("concat", Concatenate(), on: branches)
        },
        OperatorCase("a nested model and its identity") { builder in
            try builder.input([4, 4, 2])
            try builder.layer("encoder/conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            try builder.layer("encoder", Identity())
            try builder.layer("flatten", Flatten())
            try builder.layer("dense", Dense(), [("kernel", [27, 3]), ("bias", [3])])
        },
        OperatorCase("an identity as output") { builder in
            try builder.input([4, 4, 2])
            try builder.layer("model/conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            try builder.layer("dropout", Dropout(rate: 0.1))
            try builder.layer("model", Identity())
        },
        OperatorCase("identities of one value as outputs") { builder in
            try builder.input([4])
            let x = try builder.layer("dense", Dense(), [("kernel", [4, 3]), ("bias", [3])])
            let first = try builder.layer("dropout", Dropout(rate: 0.1), on: [x])
            let second = try builder.layer("identity", Identity(), on: [x])
            builder.end(in: [first, second, x])
        },
        OperatorCase("identities of one value as outputs, without it") { builder in
            try builder.input([4, 4, 2])
            let x = try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            let first = try builder.layer("dropout", Dropout(rate: 0.1), on: [x])
            let second = try builder.layer("identity", Identity(), on: [first])
            let third = try builder.layer("identity_1", Identity(), on: [second])
            builder.end(in: [second, third])
        },
        OperatorCase("an input and a value that are outputs twice") { builder in
            let x = try builder.input([4, 4, 2])
            let y = try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil])
            builder.end(in: [y, x, y, x])
        },
        OperatorCase("dropouts of an input and in a row") { builder in
            try builder.input([4])
            try builder.layer("dropout", Dropout(rate: 1.0 / 3))
            try builder.layer("dropout_1", Dropout(rate: 0.25))
            try builder.layer("dense", Dense(), [("kernel", [4, 3]), ("bias", [3])])
        },
        OperatorCase("an input as output") { builder in
            try builder.input([4, 4, 2])
            try builder.layer("identity", Identity())
        },
        OperatorCase("an image that is output and goes on") { builder in
            try builder.input([6, 6, 2])
            let first = try builder.layer("conv", Conv2D(), [("kernel", [2, 2, 2, 3]), nil], output: "conv#linear")
            let second = try builder.activation("conv", "tanh", Activation(.tanh))
            let third = try builder.layer("conv_1", Conv2D(), [("kernel", [2, 2, 3, 3]), nil])
            let fourth = try builder.layer("pooled", GlobalMaxPooling2D(), on: [second])
            builder.end(in: [second, third, first, fourth])
        },
    ]
}
