internal import FerryCore

/// A layer that applies a function without weights. Other layers take such a layer as their `activation` too.
struct ActivationLayer: KerasLayerCodec {
    let classNames: [String]
    /// What names the node where another layer uses it.
    let name: String
    let operation: @Sendable (inout KerasConfiguration) -> any Operator

    init(_ className: String, named name: String, _ operation: @escaping @Sendable (inout KerasConfiguration) -> any Operator) {
        classNames = [className]
        self.name = name
        self.operation = operation
    }

    func decode(_ configuration: inout KerasConfiguration) -> KerasLayer {
        let operation = operation(&configuration)
        return { inputs, builder in try builder.output(operation, [try builder.only(inputs)]) }
    }

    /// By class.
    static let all = Dictionary(
        uniqueKeysWithValues: [activation, elu, leakyReLU, reLU, softmax, thresholdedReLU].map { ($0.classNames[0], $0) })

    /// The layer that is nothing but a function.
    static let activation = ActivationLayer("Activation", named: "activation") { configuration in
        if !configuration.has("activation") { configuration.noteMissing("activation", "an activation's name") }
        return configuration.activation()?.operation ?? Identity()
    }
}
