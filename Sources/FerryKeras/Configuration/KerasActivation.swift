public import FerryCore

/// A function that a layer applies to its result.
public struct KerasActivation: Sendable {
    /// Keras's name for it, which names the node: `relu`.
    public var name: String
    public var operation: any Operator

    public init(name: String, operation: any Operator) {
        self.name = name
        self.operation = operation
    }

    /// The function of this name; nothing where there is none.
    ///
    /// Definitions: `keras/src/activations/activations.py`. `threshold` has parameters without defaults, so that a name alone
    /// cannot mean it.
    static func operation(named name: String, _ generation: KerasGeneration) -> (any Operator)? {
        if let function = pointwise[name] { return Activation(function) }
        return switch name {
        case "linear": Identity()
        case "relu": ReLU()
        case "relu6": ReLU(maximum: 6)
        // The function's slope; that of the layer LeakyReLU is 0.3.
        case "leaky_relu": LeakyReLU(negativeSlope: 0.2)
        case "elu": ELU()
        case "softmax": Softmax()
        case "log_softmax": LogSoftmax()
        case "sparsemax": Sparsemax()
        case "glu": GLU()
        case "hard_sigmoid":
            Activation(generation == .keras2 ? .linearClip(slope: 0.2, offset: 0.5) : .hardSigmoid)
        default: nil
        }
    }

    private static let pointwise: [String: ActivationFunction] = [
        "celu": .celu(alpha: 1), "exponential": .exponential, "gelu": .gelu(approximate: false),
        "hard_shrink": .hardShrink(threshold: 0.5), "hard_silu": .hardSilu, "hard_swish": .hardSilu, "hard_tanh": .hardTanh,
        "log_sigmoid": .logSigmoid, "mish": .mish, "selu": .selu, "sigmoid": .sigmoid, "silu": .silu, "swish": .silu,
        "soft_shrink": .softShrink(threshold: 0.5), "softplus": .softplus, "softsign": .softsign, "sparse_plus": .sparsePlus,
        "sparse_sigmoid": .sparseSigmoid, "squareplus": .squareplus(b: 4), "tanh": .tanh, "tanh_shrink": .tanhShrink,
    ]

    /// Keras 3's name for a function; nothing where it has none, or parameters that no name says.
    static func name(of operation: any Operator) -> String? {
        // Of two names for one function the one that every version of Keras 3 knows.
        let known = ["silu"] + names.filter { $0 != "linear" }
        return known.first { name in
            self.operation(named: name, .keras3).map { AnyHashable($0) == AnyHashable(operation) } ?? false
        }
    }

    static let names = (Array(pointwise.keys) + others).sorted()

    private static let others = [
        "elu", "glu", "hard_sigmoid", "leaky_relu", "linear", "log_softmax", "relu", "relu6", "softmax", "sparsemax",
    ]
}

extension KerasConfiguration {
    /// The function named by a key: a name, a serialized function, or a layer without weights. Nothing for `linear`.
    public mutating func activation(_ key: String = "activation", default fallback: String = "linear") -> KerasActivation? {
        let value = value(key) ?? .string(fallback)
        let place = place.appending(key)
        if let name = value.string { return activation(named: name, key: key) }
        guard let className = value["class_name"]?.string, let config = value["config"] else {
            noteInvalid(key, "an activation's name, or an object with class_name and config")
            return nil
        }
        if className == "function", let name = config.string { return activation(named: name, key: key) }
        guard value["registered_name"]?.string?.contains(">") != true, let config = config.object,
            let codec = ActivationLayer.all[className]
        else {
            noteUnknown(className, key: key, among: ActivationLayer.all.keys.sorted())
            return nil
        }
        let operation = read(config, at: place.appending("config"), as: className) { configuration in
            let operation = codec.operation(&configuration)
            _ = configuration.policy()
            configuration.ignore(KerasKeys.everywhere)
            configuration.finish()
            return operation
        }
        return operation.isIdentityAtInference ? nil : KerasActivation(name: codec.name, operation: operation)
    }

    private mutating func activation(named name: String, key: String) -> KerasActivation? {
        guard let operation = KerasActivation.operation(named: name, generation) else {
            noteUnknown(name, key: key, among: KerasActivation.names)
            return nil
        }
        return name == "linear" ? nil : KerasActivation(name: name, operation: operation)
    }

    private mutating func noteUnknown(_ name: String, key: String, among known: [String]) {
        let similar = Suggestion.nearest(to: name, among: known)
        note(
            .unsupported, "uses the activation '\(name)', which Ferry does not know", key: key,
            expected: known.joined(separator: ", "),
            remedy: similar.map { "did you mean '\($0)'?" } ?? "use one of Keras's own activations")
    }
}
