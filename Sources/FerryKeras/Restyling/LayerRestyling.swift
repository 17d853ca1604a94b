internal import FerryCore

/// Brings one layer's class and keys into the words of a generation of Keras.
struct LayerRestyling {
    private(set) var className: String
    var config: JSONObject
    private let path: String
    private let source: KerasGeneration
    private let target: KerasGeneration
    private(set) var problems: [FerryError] = []
    /// What has to follow the layer, because it has no word for it.
    private(set) var ramp: KerasRamp?

    init(_ className: String, _ config: JSONObject, path: String, source: KerasGeneration, target: KerasGeneration) {
        self.className = className
        self.config = config
        self.path = path
        self.source = source
        self.target = target
    }

    mutating func restyle() {
        if source != target {
            changeClass()
            renameKeys()
        }
        dropKeys()
        for (name, value) in config.members {
            if name == "dtype" {
                config[name] = KerasRestyling.policy(value)
            } else if name == "activation" {
                config[name] = activation(value)
            } else if value["class_name"]?.string != nil {
                config[name] = object(value, key: name)
            }
        }
    }

    /// Classes that the target has under another name, or not at all.
    private mutating func changeClass() {
        switch (target, className) {
        case (.keras3, "BatchNormalizationV1"), (.keras3, "BatchNormalizationV2"): className = "BatchNormalization"
        case (.keras3, "SyncBatchNormalization"):
            className = "BatchNormalization"
            config["synchronized"] = true
        // Keras 3's ReLU leaves out what is not above its threshold, as this does.
        case (.keras3, "ThresholdedReLU"):
            className = "ReLU"
            config["threshold"] = config["theta"] ?? 1.0
            config["theta"] = nil
        default:
            guard LayerDialect.classesOfOther(target).contains(className) else { return }
            refuse("is of a class that Keras \(target.rawValue) does not have", found: className)
        }
    }

    private mutating func dropKeys() {
        let droppable = LayerDialect.droppable(className, from: source, to: target)
        for (name, value) in config.members {
            guard let values = droppable[name] else { continue }
            if values.contains(value) {
                config[name] = nil
            } else if source != target {
                refuse("has the key '\(name)', which Keras \(target.rawValue) does not know", key: name, found: value.excerpt)
            }
        }
        // Says something only where `renorm` is on.
        if config["renorm"]?.bool != true { config["renorm_momentum"] = nil }
    }

    private mutating func renameKeys() {
        rename("batch_input_shape", "batch_shape", of: "InputLayer")
        rename("alpha", "negative_slope", of: "LeakyReLU")
        // Keras 2 lists the axes of a normalization that has only one; Ferry knows no other than the last.
        if target == .keras3, className == "BatchNormalization", config["axis"]?.array != nil { config["axis"] = -1 }
    }

    /// Gives a key the target's name.
    private mutating func rename(_ old: String, _ new: String, of name: String) {
        let (from, to) = target == .keras3 ? (old, new) : (new, old)
        guard className == name, let value = config[from] else { return }
        config[from] = nil
        config[to] = value
    }

    mutating func refuse(_ problem: String, key: String? = nil, expected: String? = nil, found: String?, remedy: String? = nil) {
        problems.append(
            FerryError(
                .unsupported, "layer '\(path)' (\(className)) \(problem)", expected: expected, found: found,
                at: Location(layer: path, field: key),
                remedy: remedy ?? (target == .keras2 ? "write it for Keras 3: --keras 3" : "write it for Keras 2: --keras 2")))
    }

    /// An initializer, regularizer or constraint.
    private mutating func object(_ value: JSONValue, key: String) -> JSONValue {
        guard var wrapper = value.object, var config = wrapper["config"]?.object else { return value }
        for name in ["input_axes", "output_axes"] where config[name] != nil {
            if config[name]?.isNull ?? true {
                config[name] = nil
            } else if target == .keras2 {
                refuse("has a \(key) with \(name), which Keras 2 does not know", key: key, found: config[name]?.excerpt)
            }
        }
        // Early versions of Keras 2 write it, and Keras 3 does not take it.
        if source != target, key.hasSuffix("_initializer") { config["dtype"] = nil }
        wrapper["config"] = .object(config)
        if wrapper["module"] == nil, let module = LayerDialect.modules.first(where: { key.hasSuffix($0.suffix) })?.module {
            wrapper["module"] = .string(module)
            wrapper["registered_name"] = .some(.null)
        }
        return .object(wrapper)
    }

    /// A function by name, or a layer in its place.
    private mutating func activation(_ value: JSONValue) -> JSONValue {
        if value["class_name"] == "function", let name = value["config"]?.string, source != target {
            return activation(.string(name))
        }
        if let className = value["class_name"]?.string, var wrapper = value.object, let config = wrapper["config"]?.object {
            var layer = LayerRestyling(className, config, path: path, source: source, target: target)
            layer.restyle()
            problems += layer.problems
            wrapper["class_name"] = .string(layer.className)
            wrapper["config"] = .object(layer.config)
            if wrapper["module"] == nil { (wrapper["module"], wrapper["registered_name"]) = ("keras.layers", .some(.null)) }
            return .object(wrapper)
        }
        guard source != target, let name = value.string else { return value }
        if KerasRamp.isOne(value) {
            ramp = .hardSigmoid(source)
            return "linear"
        }
        if let other = LayerDialect.activation(name, as: target) { return other }
        refuse(
            "uses the activation '\(name)', which means something else in Keras \(target.rawValue) or does not exist there",
            key: "activation", found: name)
        return value
    }
}
