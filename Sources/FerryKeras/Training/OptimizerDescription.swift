internal import FerryCore

/// The optimizer that a training configuration names.
struct OptimizerDescription {
    enum Writer {
        case keras3
        case keras2
        /// The optimizers of Keras 2.10 and before, and `optimizers.legacy` after that.
        case keras2Legacy
    }

    /// Without the prefix of registered classes: `Adam`.
    var name: String
    private var configuration: JSONValue

    /// Nothing where the configuration names none. Keras 3 drops the name from a model that was saved as HDF5 before; what it loads
    /// instead is another optimizer.
    init?(training: JSONValue?) {
        guard let value = training?["optimizer_config"] ?? training?["optimizer"] else { return nil }
        if let alias = value.string {
            let known = Self.aliases[alias.lowercased()]
            name = known?.name ?? alias
            configuration = known.map { ["learning_rate": .number($0.learningRate)] } ?? .null
        } else if let className = value["class_name"]?.string {
            let plain = className.split(separator: ">").last.map(String.init) ?? className
            // Keras finds its own in any case.
            name = Self.aliases[plain.lowercased()]?.name ?? plain
            configuration = value["config"] ?? .null
        } else {
            return nil
        }
    }

    /// A name alone means an optimizer with Keras's defaults.
    private static let aliases: [String: (name: String, learningRate: Double)] = [
        "adam": ("Adam", 0.001), "adamw": ("AdamW", 0.001), "adamax": ("Adamax", 0.001), "adagrad": ("Adagrad", 0.001),
        "sgd": ("SGD", 0.01), "rmsprop": ("RMSprop", 0.001),
    ]

    /// Nothing where it follows a schedule: then it is no variable either.
    var learningRate: Float? {
        // Early versions of Keras 2 call it `lr`.
        guard let rate = configuration["learning_rate"] ?? configuration["lr"] else {
            return Self.aliases[name.lowercased()].map { Float($0.learningRate) }
        }
        return rate.double.map { Float($0) }
    }

    /// Which variables it has for each trained weight: groups one after another, in each of which all variables of a weight stand
    /// together. Nothing for optimizers that Ferry does not know.
    ///
    /// Keras `optimizers/*.py`, `build`; the optimizers of Keras 2.10 and before write all `m` before all `v`.
    func slots(_ writer: Writer) -> [[String]]? {
        func pair(_ first: String, _ second: String) -> [[String]] {
            writer == .keras2Legacy ? [[first], [second]] : [[first, second]]
        }
        return switch name {
        case "Adam", "AdamW": pair("m", "v") + (isOn("amsgrad") ? [["vhat"]] : [])
        case "Adamax": pair("m", "u")
        case "Adagrad": [["accumulator"]]
        case "Lion": [["momentum"]]
        // The optimizer of Keras 2.11 and later has momentums whether it uses them or not.
        case "SGD": writer == .keras2 || hasMomentum ? [["momentum"]] : []
        case "RMSprop":
            [["velocity"]] + (hasMomentum ? [["momentum"]] : []) + (isOn("centered") ? [["average_gradient"]] : [])
        default: nil
        }
    }

    /// Whether updates depend on a slot: the momentum of an SGD without any stays zero.
    func uses(_ slot: String) -> Bool { name != "SGD" || hasMomentum }

    /// The slots of ``slots(_:)`` for each of some weights, in the order in which files hold them.
    static func order<Weight>(_ groups: [[String]], of weights: [Weight]) -> [(slot: String, weight: Weight)] {
        groups.flatMap { group in weights.flatMap { weight in group.map { (slot: $0, weight: weight) } } }
    }

    private func isOn(_ key: String) -> Bool { configuration[key]?.bool ?? false }
    private var hasMomentum: Bool { (configuration["momentum"]?.double ?? 0) != 0 }
}
