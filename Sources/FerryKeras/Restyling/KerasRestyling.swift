internal import FerryCore

/// Brings a model's description into the form that every version of one generation of Keras reads.
///
/// The two generations describe the same layers with other keys, other classes and another way to say which layer takes which
/// tensor. Inside a generation, versions refuse keys that came after them, so that what says no more than its absence is left out.
struct KerasRestyling {
    /// A description, and the paths of layers that have others in it: by the new ones.
    typealias Restyled = (model: JSONValue, paths: [String: String])

    let source: KerasGeneration
    let target: KerasGeneration
    /// The shapes of all calls, which Keras 3 writes beside each reference.
    let shapes: CallShapes
    var problems: [FerryError] = []
    private(set) var paths: [String: String] = [:]

    /// Where a layer is: what stands before its name in the source and in the target.
    struct Prefix {
        var source = ""
        var target = ""

        func appending(_ old: String, _ new: String) -> Prefix { Prefix(source: source + old + "/", target: target + new + "/") }
    }

    /// A model's description, without how it is trained.
    ///
    /// - Throws: `unsupported`, all at once: what the target has no words for.
    static func model(
        _ document: KerasDocument, as target: KerasGeneration, shapes: CallShapes
    ) throws(FerryError) -> Restyled {
        guard var wrapper = document.model.object else { return (document.model, [:]) }
        for name in ["compile_config", "keras_version", "backend"] { wrapper[name] = nil }
        if document.generation != target, target == .keras3, var config = wrapper["config"]?.object,
            let name = config["name"]?.string, name.contains("/")
        {
            config["name"] = .string(name.split(separator: "/").joined(separator: "_"))
            wrapper["config"] = .object(config)
        }
        var restyling = KerasRestyling(source: document.generation, target: target, shapes: shapes)
        let network = restyling.network(wrapper, Prefix(), isTrainable: true)
        if let error = FerryError.all(restyling.problems) { throw error }
        return (.object(network), restyling.paths)
    }

    var changesGeneration: Bool { source != target }

    /// - Parameters:
    ///   - isTrainable: whether the models around it are trained.
    ///   - isStep: whether it is a layer of a Sequential model.
    private mutating func network(
        _ wrapper: JSONObject, _ prefix: Prefix, isTrainable: Bool, isStep: Bool = false
    ) -> JSONObject {
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
            config["layers"] = .array(sequential(config, prefix, isTrainable: isTrainable))
        } else {
            functional(&config, prefix, isTrainable: isTrainable, isStep: isStep)
        }
        if changesGeneration {
            wrapper["build_config"] = nil
            // Keras 2 knows these of layers only.
            if target == .keras2 { for name in ["dtype", "trainable"] { config[name] = nil } }
        }
        wrapper["config"] = .object(config)
        return wrapper
    }

    private mutating func sequential(_ config: JSONObject, _ prefix: Prefix, isTrainable: Bool) -> [JSONValue] {
        var layers = config["layers"]?.array ?? []
        // Keras 2 may write the input's shape into the first layer, which Keras 3 ignores there.
        if source == .keras2, let first = layers.first, first["class_name"] != "InputLayer",
            let shape = first["config"]?["batch_input_shape"], let name = first["config"]?["name"]?.string
        {
            let input: JSONObject = ["name": .string(name + "_input"), "batch_input_shape": shape, "dtype": "float32"]
            layers.insert(["class_name": "InputLayer", "config": .object(input)], at: 0)
        }
        let names = names(of: layers)
        return layers.map { layer($0, names, prefix, isTrainable: isTrainable, isStep: true) }
    }

    private mutating func functional(_ config: inout JSONObject, _ prefix: Prefix, isTrainable: Bool, isStep: Bool) {
        let layers = config["layers"]?.array ?? []
        let names = names(of: layers)
        let nodes = NodeRestyling(
            layers, names, path: prefix.source, source: source, target: target, shapes: shapes)
        var restyled: [JSONValue] = []
        for wrapper in layers {
            guard var layer = layer(wrapper, names, prefix, isTrainable: isTrainable).object else { continue }
            layer["name"] = Self.name(of: wrapper).map { .string(names[$0] ?? $0) }
            layer["inbound_nodes"] = nodes.calls(wrapper["inbound_nodes"], ofClass: wrapper["class_name"]?.string ?? "")
            restyled.append(.object(layer))
        }
        config["layers"] = .array(restyled)
        for key in ["input_layers", "output_layers"] {
            guard let ends = config[key] else { continue }
            let lists = nodes.ends(ends)
            let isList = ends.array?.first?.array != nil
            // A Sequential model of Keras 3.15 takes a list of one for what it is, and Keras 3.0 reads lists only.
            let isBare = isStep && target == .keras3 && (changesGeneration || !isList) && lists.array?.count == 1
            config[key] = isBare ? lists.array?.first : lists
        }
    }

    /// The oldest files name a layer in its configuration alone.
    private static func name(of wrapper: JSONValue) -> String? {
        wrapper["name"]?.string ?? wrapper["config"]?["name"]?.string
    }

    /// New names for those that the target does not take: Keras 3 has no `/` in them.
    private func names(of layers: [JSONValue]) -> [String: String] {
        guard changesGeneration, target == .keras3 else { return [:] }
        let old = layers.compactMap(Self.name)
        var taken = Set(old)
        var names: [String: String] = [:]
        for name in old where name.contains("/") {
            let stem = name.split(separator: "/").joined(separator: "_")
            var new = stem
            var number = 0
            while !taken.insert(new).inserted {
                number += 1
                new = "\(stem)_\(number)"
            }
            names[name] = new
        }
        return names
    }

    /// A layer's object of `class_name` and `config`.
    private mutating func layer(
        _ value: JSONValue, _ names: [String: String], _ prefix: Prefix, isTrainable: Bool, isStep: Bool = false
    ) -> JSONValue {
        guard var wrapper = value.object, let className = wrapper["class_name"]?.string, var config = wrapper["config"]?.object,
            let old = Self.name(of: value)
        else { return value }
        let name = names[old] ?? old
        if name != old {
            config["name"] = .string(name)
            wrapper["config"] = .object(config)
        }
        if prefix.source + old != prefix.target + name { paths[prefix.target + name] = prefix.source + old }
        if !(wrapper["registered_name"]?.string?.contains(">") ?? false), ArchitectureDecoder.networkKind(className) != nil {
            return .object(network(wrapper, prefix.appending(old, name), isTrainable: isTrainable, isStep: isStep))
        }
        var layer = LayerRestyling(className, config, path: prefix.source + old, source: source, target: target)
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
        guard let ramp = layer.ramp else { return .object(wrapper) }
        // What remains of the layer is one of a model in its place.
        paths[prefix.target + name + "/" + name] = prefix.source + old
        return ramp.model(after: className == "Activation" ? nil : wrapper, name: name)
    }

    /// A dtype as the name that every version understands, where it is no more than a name.
    static func policy(_ dtype: JSONValue) -> JSONValue {
        guard let className = dtype["class_name"]?.string, className == "DTypePolicy" || className == "Policy",
            let name = dtype["config"]?["name"]?.string
        else { return dtype }
        return .string(name)
    }
}
