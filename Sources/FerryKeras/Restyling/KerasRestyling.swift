internal import FerryCore

/// Brings a model's description into the form that every version of one generation of Keras reads.
///
/// The two generations describe the same layers with other keys, other classes and another way to say which layer takes which
/// tensor. Inside a generation, versions refuse keys that came after them, so that what says no more than its absence is left out.
struct KerasRestyling {
    let source: KerasGeneration
    let target: KerasGeneration
    /// The shapes of all calls, which Keras 3 writes beside each reference.
    let shapes: CallShapes
    var problems: [FerryError] = []

    /// A model's description, without how it is trained.
    ///
    /// - Throws: `unsupported`, all at once: what the target has no words for.
    static func model(
        _ document: KerasDocument, as target: KerasGeneration, shapes: CallShapes
    ) throws(FerryError) -> JSONValue {
        guard var wrapper = document.model.object else { return document.model }
        for name in ["compile_config", "keras_version", "backend"] { wrapper[name] = nil }
        var restyling = KerasRestyling(source: document.generation, target: target, shapes: shapes)
        let network = restyling.network(wrapper, path: "", isTrainable: true)
        if let error = FerryError.all(restyling.problems) { throw error }
        return .object(network)
    }

    var changesGeneration: Bool { source != target }

    /// - Parameters:
    ///   - path: with a `/` at the end, but for the outermost model.
    ///   - isTrainable: whether the models around it are trained.
    mutating func network(_ wrapper: JSONObject, path: String, isTrainable: Bool) -> JSONObject {
        var wrapper = wrapper
        let isSequential = wrapper["class_name"] == "Sequential"
        wrapper["class_name"] = isSequential ? "Sequential" : "Functional"
        wrapper["module"] =
            isSequential ? "keras" : target == .keras3 ? "keras.src.models.functional" : "keras.src.engine.functional"
        wrapper["registered_name"] = isSequential ? .some(.null) : "Functional"
        // The oldest files hold the bare list of layers.
        var config = wrapper["config"]?.object ?? ["name": "sequential", "layers": wrapper["config"] ?? []]
        let isTrainable = isTrainable && config["trainable"]?.bool ?? true
        if let dtype = config["dtype"] { config["dtype"] = Self.policy(dtype) }
        if isSequential {
            config["layers"] = .array(sequential(config, path: path, isTrainable: isTrainable))
        } else {
            functional(&config, path: path, isTrainable: isTrainable)
        }
        if changesGeneration {
            wrapper["build_config"] = nil
            // Keras 2 knows these of layers only.
            if target == .keras2 { for name in ["dtype", "trainable"] { config[name] = nil } }
        }
        wrapper["config"] = .object(config)
        return wrapper
    }

    private mutating func sequential(_ config: JSONObject, path: String, isTrainable: Bool) -> [JSONValue] {
        let layers = config["layers"]?.array ?? []
        var restyled = layers.map { layer($0, prefix: path, isTrainable: isTrainable) }
        // Keras 2 may write the input's shape into the first layer, which Keras 3 ignores there.
        if source == .keras2, let first = layers.first, first["class_name"] != "InputLayer",
            let shape = first["config"]?["batch_input_shape"], let name = first["config"]?["name"]?.string
        {
            let input: JSONObject = ["name": .string(name + "_input"), "batch_input_shape": shape, "dtype": "float32"]
            restyled.insert(
                layer(["class_name": "InputLayer", "config": .object(input)], prefix: path, isTrainable: true), at: 0)
        }
        return restyled
    }

    private mutating func functional(_ config: inout JSONObject, path: String, isTrainable: Bool) {
        let layers = config["layers"]?.array ?? []
        let nodes = NodeRestyling(layers, path: path, source: source, target: target, shapes: shapes)
        var restyled: [JSONValue] = []
        for wrapper in layers {
            guard var layer = layer(wrapper, prefix: path, isTrainable: isTrainable).object else { continue }
            // The oldest files name a layer in its configuration alone.
            layer["name"] = layer["name"] ?? layer["config"]?["name"]
            layer["inbound_nodes"] = nodes.calls(layer["inbound_nodes"], ofClass: layer["class_name"]?.string ?? "")
            restyled.append(.object(layer))
        }
        config["layers"] = .array(restyled)
        for key in ["input_layers", "output_layers"] {
            if let ends = config[key] { config[key] = nodes.ends(ends) }
        }
    }

    /// A layer's object of `class_name` and `config`.
    private mutating func layer(_ value: JSONValue, prefix: String, isTrainable: Bool) -> JSONValue {
        guard var wrapper = value.object, let className = wrapper["class_name"]?.string else { return value }
        if !(wrapper["registered_name"]?.string?.contains(">") ?? false),
            ArchitectureDecoder.networkKind(className) != nil
        {
            let name = wrapper["name"]?.string ?? wrapper["config"]?["name"]?.string ?? ""
            return .object(network(wrapper, path: prefix + name + "/", isTrainable: isTrainable))
        }
        guard let config = wrapper["config"]?.object else { return value }
        var layer = LayerRestyling(
            className, config, path: prefix + (config["name"]?.string ?? ""), source: source, target: target)
        layer.restyle()
        // In Keras 2 no model is frozen but through its layers.
        if changesGeneration, target == .keras2, !isTrainable, layer.className != "InputLayer" {
            layer.config["trainable"] = false
        }
        problems += layer.problems
        wrapper["class_name"] = .string(layer.className)
        wrapper["config"] = .object(layer.config)
        if wrapper["module"] == nil || layer.className != className {
            wrapper["module"] = "keras.layers"
            wrapper["registered_name"] = .some(.null)
        }
        if changesGeneration { wrapper["build_config"] = nil }
        return .object(wrapper)
    }

    /// A dtype as the name that every version understands, where it is no more than a name.
    static func policy(_ dtype: JSONValue) -> JSONValue {
        guard let className = dtype["class_name"]?.string, className == "DTypePolicy" || className == "Policy",
            let name = dtype["config"]?["name"]?.string
        else { return dtype }
        return .string(name)
    }
}
