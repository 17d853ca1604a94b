internal import FerryCore

/// Normalization with statistics from its configuration, or from its weights where it was adapted to data.
struct NormalizationLayer: KerasLayerCodec {
    let classNames = ["Normalization"]

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        // An empty list, or null in Keras's own call, means statistics over all axes.
        let axes = configuration.integers("axis") ?? [-1]
        let mean = configuration.numbers("mean")
        let variance = configuration.numbers("variance")
        let normalization = Normalization(inverts: configuration.flag("invert", default: false))
        if (mean == nil) != (variance == nil) {
            configuration.noteMissing(mean == nil ? "mean" : "variance", "mean and variance, or neither")
        }
        let place = configuration.place
        return { (inputs, builder) throws(FerryError) in
            let x = try builder.only(inputs)
            let statistics = try Statistics(axes, of: x, in: builder)
            guard let mean, let variance else {
                let mean = try builder.weight("mean", shape: statistics.kept, isTrained: false, seenAs: statistics.shape)
                let variance = try builder.weight(
                    "variance", shape: statistics.kept, isTrained: false, seenAs: statistics.shape)
                builder.unusedWeight("count", shape: [])
                return try builder.output(normalization, [x, mean, variance])
            }
            var constants: [ValueID] = []
            for (name, values) in [("mean", mean), ("variance", variance)] {
                guard let tensor = statistics.tensor(values) else {
                    throw FerryError(
                        .mismatch, "the \(name) of layer '\(builder.call.path)' (Normalization) does not fit its input",
                        expected: "1 number or \(statistics.shape.elementCount)", found: "\(values.count)",
                        at: place.appending(name).location(layer: builder.call.path, field: name))
                }
                constants.append(try builder.constant(name, tensor))
            }
            return try builder.output(normalization, [x] + constants)
        }
    }
}

/// How statistics lie along the axes of a Normalization's input.
private struct Statistics {
    /// The sizes of the axes that have statistics of their own, as Keras stores them.
    var kept: [Int] = []
    /// The same with the other axes as 1, without those at the front: broadcasts against the input.
    var shape: [Int] = []

    init(_ axes: [Int], of x: ValueID, in builder: KerasModelBuilder) throws(FerryError) {
        let rank = builder.type(of: x).shape.count
        let axes = axes.map { $0 < 0 ? $0 + rank : $0 }
        for axis in 0..<rank {
            guard axes.contains(axis) else {
                if !shape.isEmpty { shape.append(1) }
                continue
            }
            let size = try builder.size(ofAxis: axis, of: x)
            kept.append(size)
            shape.append(size)
        }
        guard axes.allSatisfy((0..<rank).contains) else {
            throw FerryError(
                .mismatch, "layer '\(builder.call.path)' (Normalization) normalises an axis that its input does not have",
                expected: "axes of \(builder.type(of: x))", found: "\(axes)", at: Location(layer: builder.call.path))
        }
    }

    /// Keras `Normalization.build`: one number for all, or as many as there are, aligned with the last axes.
    func tensor(_ values: [Double]) -> Tensor<Float>? {
        let count = shape.elementCount
        guard values.count == 1 || values.count == count || values.count == kept.last else { return nil }
        return Tensor(shape: shape, elements: (0..<count).map { Float(values[$0 % values.count]) })
    }
}

extension NormalizationLayer {
    /// With the statistics in its configuration: beside the weights, Keras keeps a count that no file of others has.
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard let normalization = node.operation as? Normalization else { return nil }
        let rank = node.inputs[0]?.shape.count ?? 0
        let shape = node.shape(ofParameter: 1)
        let axes = shape.indices.filter { shape[$0] != 1 }.map { $0 + rank - shape.count }
        guard shape == node.shape(ofParameter: 2), axes.count <= 1, let mean = try node.values(ofParameter: 1),
            let variance = try node.values(ofParameter: 2)
        else { throw node.unsupported("statistics of several axes") }
        return KerasDescription(
            "Normalization",
            [
                "axis": .array(axes.map(JSONValue.integer)), "mean": .numbers(mean.elements.map(Double.init)),
                "variance": .numbers(variance.elements.map(Double.init)), "invert": .bool(normalization.inverts),
            ])
    }
}
