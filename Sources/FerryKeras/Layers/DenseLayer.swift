internal import FerryCore

struct DenseLayer: KerasLayerCodec {
    let classNames = ["Dense"]
    // The sizes that older versions of Keras keep beside batch_input_shape.
    let ignoredKeys = KerasKeys.training("kernel", "bias").union(["input_dim"])

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        let units = configuration.integer("units")
        let usesBias = configuration.flag("use_bias", default: true)
        let activation = configuration.activation()
        return { inputs, builder in
            let x = try builder.only(inputs)
            let kernel = try builder.weight("kernel", shape: [try builder.size(ofAxis: -1, of: x), units])
            let bias = usesBias ? try builder.weight("bias", shape: [units]) : nil
            return try builder.output(Dense(), [x, kernel, bias], then: activation)
        }
    }
}

extension DenseLayer {
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        guard node.operation is Dense else { return nil }
        var description = KerasDescription(
            "Dense", ["units": .integer(node.shape(ofParameter: 1).last ?? 0)], weights: ["kernel": 1])
        description.takesActivation = true
        description.add("bias", 2, of: node, flag: "use_bias")
        return description
    }
}
