internal import FerryCore

/// Brings a configuration of Keras 3 into the form that every version of Keras 3 reads.
///
/// Keras refuses keys that it does not know, so that a version cannot read what a later one wrote. What a later key says is dropped
/// where it says no more than its absence does.
enum PortableConfiguration {
    /// A model's configuration, without how it is trained.
    static func of(_ model: JSONValue) -> JSONValue {
        guard var wrapper = model.object else { return model }
        for name in ["compile_config", "keras_version", "backend"] { wrapper[name] = nil }
        return layer(.object(wrapper))
    }

    /// Keys that came with later versions, and the values that mean what Keras did before.
    private static let laterKeys: [String: Set<JSONValue>] = [
        "quantization_config": [nil], "renorm": [false], "renorm_clipping": [nil], "input_axes": [nil], "output_axes": [nil],
        "optional": [false], "ragged": [false],
    ]

    /// An object of `class_name` and `config`, as whole-model HDF5 files have it too: without module and registered name.
    private static func layer(_ value: JSONValue) -> JSONValue {
        guard var wrapper = value.object, let className = wrapper["class_name"]?.string, let config = wrapper["config"] else {
            return value
        }
        if wrapper["module"] == nil {
            let place = place(ofClass: className)
            wrapper["module"] = .string(place.module)
            wrapper["registered_name"] = place.registeredName
        }
        wrapper["config"] = configuration(config)
        return .object(wrapper)
    }

    private static func place(ofClass className: String) -> (module: String, registeredName: JSONValue) {
        switch className {
        case "Sequential": ("keras", nil)
        // Keras does not export it.
        case "Functional": ("keras.src.models.functional", "Functional")
        default: ("keras.layers", nil)
        }
    }

    private static func configuration(_ value: JSONValue) -> JSONValue {
        guard var config = value.object else { return value }
        // Says something only where `renorm` is on.
        if config["renorm"] == false { config["renorm_momentum"] = nil }
        for (name, value) in config.members {
            if let defaults = laterKeys[name], defaults.contains(value) {
                config[name] = nil
            } else if name == "layers", let layers = value.array {
                config[name] = .array(layers.map(layer))
            } else if value["class_name"] != nil, let inner = value["config"], var wrapper = value.object {
                wrapper["config"] = configuration(inner)
                config[name] = .object(wrapper)
            }
        }
        return .object(config)
    }
}
