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

extension ActivationLayer {
    /// Each of the classes describes its own operator; `Activation` all that has a name.
    func describe(_ node: KerasNode) throws(FerryError) -> KerasDescription? {
        switch (classNames[0], node.operation) {
        case ("ReLU", let relu as ReLU):
            return KerasDescription(
                "ReLU",
                [
                    "max_value": relu.maximum.map(JSONValue.number) ?? .null, "negative_slope": .number(relu.negativeSlope),
                    "threshold": .number(relu.threshold),
                ])
        case ("LeakyReLU", let relu as LeakyReLU):
            return KerasDescription("LeakyReLU", ["negative_slope": .number(relu.negativeSlope)])
        case ("ELU", let elu as ELU): return KerasDescription("ELU", ["alpha": .number(elu.alpha)])
        case ("Softmax", let softmax as Softmax): return KerasDescription("Softmax", ["axis": .integer(softmax.axis)])
        case ("ReLU", let activation as Activation):
            // ThresholdedReLU is a class of Keras 2 only.
            guard case .threshold(let threshold, value: 0) = activation.function else { return nil }
            return KerasDescription("ReLU", ["threshold": .number(threshold)])
        case ("Activation", let operation):
            let rank = node.inputs[0]?.shape.count ?? 0
            if let name = KerasActivation.name(of: Self.countedFromTheEnd(operation, rank: rank)) {
                return KerasDescription("Activation", ["activation": .string(name)])
            }
            if let activation = operation as? Activation { throw node.unsupported("the function \(activation.function)") }
            return nil
        default: return nil
        }
    }

    /// The last axis as the names mean it: -1.
    private static func countedFromTheEnd(_ operation: any Operator, rank: Int) -> any Operator {
        switch operation {
        case let function as LogSoftmax where function.axis == rank - 1: LogSoftmax()
        case let function as Sparsemax where function.axis == rank - 1: Sparsemax()
        case let function as GLU where function.axis == rank - 1: GLU()
        default: operation
        }
    }
}
