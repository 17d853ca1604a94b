internal import FerryCore

/// Brings optimizer, loss and metrics into the words of a generation of Keras.
struct TrainingRestyling {
    let target: KerasGeneration
    private(set) var problems: [FerryError] = []

    init(target: KerasGeneration) { self.target = target }

    /// What `Model.compile` takes in every version of both generations; it refuses other keys.
    private static let keys = [
        "optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly", "steps_per_execution", "jit_compile",
    ]

    /// A `compile_config`, from such a one or from the `training_config` of a whole-model HDF5 file.
    mutating func compileConfiguration(_ training: JSONObject) -> JSONObject {
        var compiled = JSONObject()
        for key in Self.keys { compiled[key] = training[key] }
        if let optimizer = training["optimizer_config"] ?? training["optimizer"] {
            compiled["optimizer"] = self.optimizer(optimizer)
        }
        compiled["loss"] = compiled["loss"].map(losses)
        for key in ["metrics", "weighted_metrics"] { compiled[key] = compiled[key].map(metrics) }
        // What Keras 2 writes where nothing was asked; Keras 3 takes these for values.
        for key in ["run_eagerly", "steps_per_execution", "jit_compile"] where compiled[key]?.isNull ?? false {
            compiled[key] = nil
        }
        if target == .keras2, compiled["jit_compile"] == "auto" { compiled["jit_compile"] = nil }
        return compiled
    }

    // Without the prefix of registered classes: `Custom>Adam`.
    private static func plain(_ className: String) -> String {
        className.split(separator: ">").last.map(String.init) ?? className
    }

    private static func wrapper(_ className: String, in module: String, _ config: JSONObject) -> JSONValue {
        ["module": .string(module), "class_name": .string(className), "config": .object(config), "registered_name": nil]
    }

    private mutating func optimizer(_ value: JSONValue) -> JSONValue {
        guard let className = value["class_name"]?.string, var config = value["config"]?.object else { return value }
        let name = Self.plain(className)
        if let inner = config["inner_optimizer"] { config["inner_optimizer"] = optimizer(inner) }
        if let rate = config["lr"] { (config["lr"], config["learning_rate"]) = (nil, config["learning_rate"] ?? rate) }
        modernize(&config)
        if var schedule = config["learning_rate"]?.object, schedule["class_name"] != nil, schedule["module"] == nil {
            (schedule["module"], schedule["registered_name"]) = ("keras.optimizers.schedules", .some(.null))
            config["learning_rate"] = .object(schedule)
        }
        for key in ["loss_scale_factor", "gradient_accumulation_steps"] {
            if config[key]?.isNull ?? false {
                config[key] = nil
            } else if target == .keras2, let value = config[key] {
                refuse("the optimizer \(name) has the setting '\(key)', which Keras 2 does not know", value, key)
            }
        }
        switch target {
        case .keras3: for key in ["is_legacy_optimizer", "jit_compile"] { config[key] = nil }
        case .keras2:
            if Self.onlyInKeras3.contains(name) { refuse("Keras 2 does not have the optimizer \(name)", value, "optimizer") }
            // Without it, Keras 2 takes the optimizers of 2.10 and before.
            config["is_legacy_optimizer"] = false
        }
        return Self.wrapper(name, in: "keras.optimizers", config)
    }

    private static let onlyInKeras3: Set<String> = ["Lamb", "Muon", "ScheduleFreeAdamW", "MultiOptimizer"]

    /// The optimizers of Keras 2.10 and before divide their rate by 1 + `decay` · updates, which later ones leave to a schedule.
    private func modernize(_ config: inout JSONObject) {
        guard let decay = config["decay"] else { return }
        config["decay"] = nil
        guard let factor = decay.double, factor != 0, let rate = config["learning_rate"]?.double else { return }
        config["learning_rate"] = Self.wrapper(
            "InverseTimeDecay", in: "keras.optimizers.schedules",
            [
                "initial_learning_rate": .number(rate), "decay_steps": 1, "decay_rate": .number(factor), "staircase": false,
                "name": "InverseTimeDecay",
            ])
    }

    /// A loss, or losses by output.
    private func losses(_ value: JSONValue) -> JSONValue {
        if let array = value.array { return .array(array.map(losses)) }
        guard var object = value.object else { return value }
        guard let className = object["class_name"]?.string, var config = object["config"]?.object else {
            for (name, member) in object.members { object[name] = losses(member) }
            return .object(object)
        }
        if let dtype = config["dtype"] { config["dtype"] = target == .keras3 ? KerasRestyling.policy(dtype) : nil }
        config["fn"] = nil
        if target == .keras3, config["reduction"] == "auto" { config["reduction"] = "sum_over_batch_size" }
        return Self.wrapper(Self.plain(className), in: "keras.losses", config)
    }

    /// Metrics, or lists of them by output. Keras 2 writes what became of a name when the model was built.
    private func metrics(_ value: JSONValue) -> JSONValue {
        if let array = value.array {
            // One list for the one output.
            if array.count == 1, let only = array[0].array { return .array(only.map(metrics)) }
            return .array(array.map(metrics))
        }
        guard var object = value.object else { return value }
        guard let className = object["class_name"]?.string, var config = object["config"]?.object else {
            for (name, member) in object.members { object[name] = metrics(member) }
            return .object(object)
        }
        if let dtype = config["dtype"] { config["dtype"] = KerasRestyling.policy(dtype) }
        if className == "MeanMetricWrapper", let function = config["fn"]?.string {
            let name = config["name"]?.string
            if name == "accuracy" || name == "acc", function.hasSuffix("accuracy") { return "accuracy" }
            if name == nil || name == function { return .string(function) }
            config["fn"] = nil
            let words = function.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() }
            return Self.wrapper(words.joined(), in: "keras.metrics", config)
        }
        config["fn"] = nil
        return Self.wrapper(Self.plain(className), in: "keras.metrics", config)
    }

    private mutating func refuse(_ problem: String, _ found: JSONValue, _ key: String) {
        problems.append(
            FerryError(
                .unsupported, problem, found: found.excerpt, at: Location(field: key),
                remedy: "write it for Keras 3 (--keras 3), or compile the model anew"))
    }
}
