internal import FerryCore

extension ONNXFunction {
    /// Sizes of a batch for which shapes are computed: whatever cuts, pads or repeats samples treats one of them otherwise.
    private static let probes = [1, 7, 1_000_003]

    func outputType(for types: [TensorType?]) throws(FerryError) -> TensorType {
        guard types.count == inputRoles.count else {
            throw FerryError(
                .mismatch, "\(opType) has the wrong number of inputs", expected: "\(inputRoles.count)", found: "\(types.count)")
        }
        guard types.contains(where: { $0?.shape.contains(where: { $0.size == nil }) == true }) else {
            let result = try evaluate(shapes(types, batch: 1))
            return TensorType(result.shape, element: result.element.isFloatingPoint ? .float32 : result.element)
        }
        try checkKeepsSamplesApart(types)
        var results: [ONNXArray] = []
        for probe in Self.probes { results.append(try evaluate(shapes(types, batch: probe))) }
        let element = results[0].element
        return TensorType(
            try dimensions(results.map(\.shape)), element: element.isFloatingPoint ? .float32 : element)
    }

    /// The axes of the output, from its shape for each of ``probes``.
    private func dimensions(_ shapes: [[Int]]) throws(FerryError) -> [Dimension] {
        let rank = shapes[0].count
        guard rank > 0, shapes.allSatisfy({ $0.count == rank }), shapes.map({ $0[0] }) == Self.probes else {
            throw refusal(found: shapes.map { "\($0)" }.joined(separator: ", "))
        }
        var dimensions = [Dimension.batch]
        for axis in 1..<max(rank, 1) {
            guard shapes.allSatisfy({ $0[axis] == shapes[0][axis] }) else {
                throw refusal(found: shapes.map { "\($0)" }.joined(separator: ", "))
            }
            dimensions.append(.fixed(shapes[0][axis]))
        }
        return dimensions
    }

    private func refusal(found: String) -> FerryError {
        FerryError(
            .unsupported, "\(opType) does not keep the batch as its first axis",
            expected: "for a batch of 1, 7 and 1000003 an output of as many samples", found: found,
            remedy: "export the model with a fixed batch")
    }

    private func shapes(_ types: [TensorType?], batch: Int) throws(FerryError) -> [ONNXArray?] {
        var rest = types[...]
        var arrays: [ONNXArray?] = []
        for input in inputs {
            switch input {
            case .absent: arrays.append(nil)
            case .constant(let array): arrays.append(array)
            case .value(let element):
                guard let sizes = rest.removeFirst()?.sizes(binding: ["batch": batch]) else {
                    throw FerryError(.mismatch, "\(opType) lacks an input, or one of its sizes")
                }
                arrays.append(ONNXArray(element.isFloatingPoint ? .float64 : element, shape: sizes))
            }
        }
        return arrays
    }

    /// Operators that compute each sample of the first axis from that sample, whenever the output has as many samples.
    private static let samplewise: Set<String> = [
        "Abs", "Acos", "Acosh", "Add", "And", "Asin", "Asinh", "Atan", "Atanh", "AveragePool", "BatchNormalization", "Cast",
        "CastLike", "Ceil", "Celu", "Clip", "Concat", "Conv", "ConvTranspose", "Cos", "Cosh", "Div", "Dropout", "Elu", "Equal",
        "Erf", "Exp", "Expand", "Flatten", "Floor", "Gelu", "Gemm", "GlobalAveragePool", "GlobalMaxPool", "Greater",
        "GreaterOrEqual", "HardSigmoid", "HardSwish", "Identity", "InstanceNormalization", "IsNaN", "LeakyRelu", "Less",
        "LessOrEqual", "Log", "MatMul", "Max", "MaxPool", "Mean", "Min", "Mish", "Mod", "Mul", "Neg", "Not", "Or", "PRelu",
        "Pow", "Reciprocal", "ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin",
        "ReduceProd", "ReduceSum", "ReduceSumSquare", "Relu", "Reshape", "Resize", "Round", "Selu", "Sigmoid", "Sign", "Sin",
        "Sinh", "Softplus", "Softsign", "Sqrt", "Squeeze", "Sub", "Sum", "Swish", "Tan", "Tanh", "ThresholdedRelu", "Tile",
        "Transpose", "Unsqueeze", "Where", "Xor",
    ]

    /// - Throws: `unsupported` where a sample's result may depend on other samples, or on its place among them.
    private func checkKeepsSamplesApart(_ types: [TensorType?]) throws(FerryError) {
        let rank = types.first??.shape.count ?? 0
        let isApart: Bool
        switch opType {
        case "Softmax", "LogSoftmax", "Hardmax", "LayerNormalization":
            isApart = ![0, -rank].contains(try node.integer("axis", default: -1))
        case "Gather", "Split": isApart = ![0, -rank].contains(try node.integer("axis", default: 0))
        case "Slice": isApart = slicedAxes.map { !$0.contains(0) && !$0.contains(-rank) } ?? false
        case "Pad": isApart = paddedAxes(rank: rank).map { !$0.contains(0) && !$0.contains(-rank) } ?? false
        case "BatchNormalization": isApart = try node.integer("training_mode", default: 0) == 0
        case "MaxPool": isApart = output == 0
        case "Resize": isApart = try node.text("coordinate_transformation_mode", default: "half_pixel") != "tf_crop_and_resize"
        default: isApart = Self.samplewise.contains(opType)
        }
        guard isApart else {
            throw FerryError(
                .unsupported, "\(opType) works across the samples of a batch of any size",
                remedy: "export the model with a fixed batch")
        }
    }

    private func integers(_ index: Int) -> [Int]? {
        guard index < inputs.count, case .constant(let array) = inputs[index] else { return nil }
        return array.integers
    }

    private var slicedAxes: [Int]? { integers(3) ?? integers(1).map { Array($0.indices) } }

    private func paddedAxes(rank: Int) -> [Int]? {
        guard let pads = integers(1) else { return nil }
        let axes = integers(3) ?? Array(0..<rank)
        return axes.indices.filter { index in
            [index, index + axes.count].contains { pads.indices.contains($0) && pads[$0] != 0 }
        }.map { axes[$0] }
    }
}
