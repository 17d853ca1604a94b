internal import FerryCore

/// What whole-model HDF5 files say of a model, from what archives say of it.
enum LegacyConfiguration {
    /// Layers go without modules, by which Keras tells this style.
    static func model(_ wrapper: JSONValue) -> JSONValue {
        guard var object = wrapper.object else { return wrapper }
        for name in ["module", "registered_name", "build_config"] { object[name] = nil }
        if var config = object["config"]?.object, let layers = config["layers"]?.array {
            config["layers"] = .array(layers.map(model))
            object["config"] = .object(config)
        }
        return .object(object)
    }

    /// What Keras 3 loses when it reads such a file: `saving_utils.py`, `model_from_config`, takes `axis` for one number.
    static func problems(_ writing: KerasWriting) -> [FerryError] {
        guard writing.generation == .keras3 else { return [] }
        return writing.layers.compactMap { layer in
            guard let config = layer.configuration?["config"]?.object, let axis = config["axis"],
                axis.integer == nil, axis.array?.count != 1,
                // One number for all goes along any axis.
                config["mean"]?.double == nil
            else { return nil }
            return FerryError(
                .unsupported,
                "layer '\(layer.path)' (\(layer.kind)) has several axes, which Keras 3 forgets when it reads an .h5",
                expected: "one axis", found: axis.excerpt, at: Location(layer: layer.path, field: "axis"),
                remedy: "write a .keras file")
        }
    }

    /// A `training_config`; nothing without an optimizer, which Keras asks for.
    static func training(_ compiled: JSONValue?, _ generation: KerasGeneration) -> JSONValue? {
        guard let compiled = compiled?.object, let optimizer = compiled["optimizer"], !optimizer.isNull else { return nil }
        // Keras looks for all of these.
        var training: JSONObject = ["loss": nil, "metrics": nil, "weighted_metrics": nil, "loss_weights": nil]
        for (name, value) in compiled.members where name != "optimizer" {
            // Keras 3 knows only long names here.
            training[name] = ["loss", "metrics", "weighted_metrics"].contains(name) ? longNames(value) : value
        }
        var className = optimizer["class_name"]?.string ?? optimizer.string ?? ""
        var config = optimizer["config"]?.object ?? [:]
        if generation == .keras2 {
            // As Keras 2.11 and later register their own optimizers; without it they take the older ones.
            if optimizer.object != nil { className = "Custom>" + className }
            config["is_legacy_optimizer"] = false
        }
        training["optimizer_config"] = ["class_name": .string(className), "config": .object(config)]
        return .object(training)
    }

    private static let aliases = [
        "mse": "mean_squared_error", "mae": "mean_absolute_error", "mape": "mean_absolute_percentage_error",
        "msle": "mean_squared_logarithmic_error", "bce": "binary_crossentropy", "kld": "kl_divergence",
    ]

    private static func longNames(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let name): return .string(aliases[name.lowercased()] ?? name)
        case .array(let array): return .array(array.map(longNames))
        case .object(var object):
            guard object["class_name"] == nil else { return value }
            for (name, member) in object.members { object[name] = longNames(member) }
            return .object(object)
        default: return value
        }
    }
}
