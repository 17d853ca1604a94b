public import FerryCore

/// How parameters follow their gradients: a value, with Keras 3's arithmetic and defaults.
public protocol Optimizer: Hashable, Sendable {
    /// Keras's class name: `Adam`.
    static var name: String { get }

    /// Reads the configuration as Keras writes it; absent settings have Keras's defaults.
    ///
    /// - Throws: `malformed` where a setting is no number in its range, `unsupported` where one asks for what Ferry does not do.
    init(_ configuration: OptimizerConfiguration) throws(FerryError)

    /// The settings as Keras writes them.
    var configuration: JSONObject { get }

    var learningRate: LearningRate { get set }

    /// What it keeps beside each parameter, in the order of the update rule's slots, by the names that Keras gives: `m`, `v`.
    var slotNames: [String] { get }

    func updateRule(for instructionSet: InstructionSet) -> any UpdateRule
}

extension Optimizer {
    /// The class name and the configuration, as Keras writes them.
    public var json: JSONValue {
        [
            "module": "keras.optimizers", "class_name": .string(Self.name), "config": .object(configuration),
            "registered_name": nil,
        ]
    }
}

/// The optimizers that there are.
public enum Optimizers {
    static let all: [any Optimizer.Type] = [SGD.self, Adam.self, AdamW.self, RMSprop.self]

    /// As Keras spells them: `adam`.
    public static var names: [String] { all.map { $0.name.lowercased() } }

    /// The optimizer of this name, in upper or lower case, with Keras's defaults.
    ///
    /// - Throws: `usage` where there is none.
    public static func named(_ name: String) throws(FerryError) -> any Optimizer {
        guard let type = type(named: name) else {
            throw FerryError(
                .usage, "no optimizer is named '\(name)'", expected: names.joined(separator: ", "), found: name,
                remedy: Suggestion.nearest(to: name, among: names).map { "did you mean '\($0)'?" })
        }
        return try type.init(OptimizerConfiguration([:], optimizer: type.name))
    }

    /// Reads what Keras writes: a name alone, or an object with `class_name` and `config`.
    ///
    /// - Throws: `unsupported` where Ferry has no such optimizer, and what its settings throw.
    public static func read(_ json: JSONValue) throws(FerryError) -> any Optimizer {
        let className = json.string ?? json["class_name"]?.string ?? json["name"]?.string ?? ""
        let plainName = className.split(separator: ">").last.map(String.init) ?? className
        guard let type = type(named: plainName) else {
            throw FerryError(
                .unsupported, "Ferry cannot train with the optimizer '\(className)'", expected: names.joined(separator: ", "),
                found: className.isEmpty ? json.kind : className, remedy: "choose one with --optimizer")
        }
        return try type.init(OptimizerConfiguration(json["config"]?.object ?? [:], optimizer: type.name))
    }

    private static func type(named name: String) -> (any Optimizer.Type)? {
        all.first { $0.name.lowercased() == name.lowercased() }
    }
}
