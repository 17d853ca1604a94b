internal import FerryCore

struct LayerNormalizationLayer: KerasLayerCodec {
    let classNames = ["LayerNormalization"]
    let ignoredKeys = KerasKeys.training("beta", "gamma")

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        // Keras 3 counts from the end, Keras 2 from the start.
        let axes = (configuration.integers("axis") ?? [-1]).sorted()
        let epsilon = configuration.number("epsilon", default: 1e-3)
        let centers = configuration.flag("center", default: true)
        let scales = configuration.flag("scale", default: true)
        if configuration.flag("rms_scaling", default: false) {
            configuration.noteUnsupported("rms_scaling", expected: "false")
        }
        // Keras sorts the axes as written, which gives weights in another order where the two ways to count are mixed.
        if axes.isEmpty || Set(axes).count < axes.count || axes[0] < 0 && axes[axes.count - 1] >= 0 {
            configuration.noteUnsupported("axis", expected: "different axes, all counted from the same end")
        }
        return { inputs, builder in
            let x = try builder.only(inputs)
            let rank = builder.type(of: x).shape.count
            var shape: [Int] = []
            for axis in axes { shape.append(try builder.size(ofAxis: axis, of: x)) }
            let normalization = LayerNormalization(axes: axes.map { $0 < 0 ? $0 : $0 - rank }, epsilon: epsilon)
            let gamma = scales ? try builder.weight("gamma", shape: shape) : nil
            let beta = centers ? try builder.weight("beta", shape: shape) : nil
            return try builder.output(normalization, [x, gamma, beta])
        }
    }
}

extension LayerNormalizationLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard let normalization = node.operation as? LayerNormalization else { return nil }
        var description = KerasDescription(
            "LayerNormalization",
            ["axis": .array(normalization.axes.map(JSONValue.integer)), "epsilon": .number(normalization.epsilon)])
        description.add("gamma", 1, of: node, flag: "scale")
        description.add("beta", 2, of: node, flag: "center")
        return description
    }
}
