internal import FerryCore

struct BatchNormalizationLayer: KerasLayerCodec {
    // V1 and V2 are names of TensorFlow 1 for the same inference; the synchronized one differs in training alone.
    let classNames = ["BatchNormalization", "BatchNormalizationV1", "BatchNormalizationV2", "SyncBatchNormalization"]
    let ignoredKeys = KerasKeys.training("beta", "gamma", "moving_mean", "moving_variance").union([
        "synchronized", "renorm_clipping", "renorm_momentum", "virtual_batch_size", "fused",
    ])

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        // Keras 3 writes a number, Keras 2 a list of one.
        let axes = configuration.integers("axis") ?? [-1]
        let normalization = BatchNormalization(
            epsilon: configuration.number("epsilon", default: 1e-3),
            momentum: configuration.number("momentum", default: 0.99))
        // TensorFlow's fused kernel, which Keras 2 takes for images, corrects the variance that it moves towards.
        let corrects = configuration.generation == .keras2 && configuration.className != "SyncBatchNormalization"
        let centers = configuration.flag("center", default: true)
        let scales = configuration.flag("scale", default: true)
        if configuration.flag("renorm", default: false) {
            configuration.noteUnsupported("renorm", expected: "false")
        }
        if axes.count != 1 { configuration.noteUnsupported("axis", expected: "the last axis alone") }
        let place = configuration.place.appending("axis")
        return { (inputs, builder) throws(FerryError) in
            let x = try builder.only(inputs)
            let rank = builder.type(of: x).shape.count
            guard axes == [-1] || axes == [rank - 1] else {
                throw FerryError(
                    .unsupported,
                    "layer '\(builder.call.path)' (BatchNormalization) normalises axis \(axes[0]), which Ferry does not support",
                    expected: "the last axis, -1 or \(rank - 1)", at: place.location(layer: builder.call.path, field: "axis"),
                    remedy: "put a Permute layer before and after it in Keras, and save the model")
            }
            var normalization = normalization
            normalization.followsUnbiasedVariance = corrects && rank == 4
            let shape = [try builder.size(ofAxis: -1, of: x)]
            let gamma = scales ? try builder.weight("gamma", shape: shape) : nil
            let beta = centers ? try builder.weight("beta", shape: shape) : nil
            let mean = try builder.weight("moving_mean", shape: shape, isTrained: false)
            let variance = try builder.weight("moving_variance", shape: shape, isTrained: false)
            return try builder.output(normalization, [x, gamma, beta, mean, variance])
        }
    }
}

extension BatchNormalizationLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard let normalization = node.operation as? BatchNormalization else { return nil }
        var description = KerasDescription(
            "BatchNormalization",
            ["epsilon": .number(normalization.epsilon), "momentum": .number(normalization.momentum)],
            weights: ["moving_mean": 3, "moving_variance": 4])
        description.add("gamma", 1, of: node, flag: "scale")
        description.add("beta", 2, of: node, flag: "center")
        return description
    }
}
