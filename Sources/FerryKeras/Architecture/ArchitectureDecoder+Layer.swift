internal import FerryCore

extension ArchitectureDecoder {
    /// Reads one layer; answers its place in ``layers``, or nothing where that is not possible.
    mutating func layer(_ wrapper: JSONValue, at place: KerasPlace, prefix: String) -> Int? {
        guard let className = wrapper["class_name"]?.string, let config = wrapper["config"],
            let name = wrapper["name"]?.string ?? config["name"]?.string, !name.isEmpty
        else {
            problems.append(
                FerryError(
                    .malformed, "a layer is not described as one", expected: "an object with class_name, config and name",
                    found: wrapper.excerpt, at: place.location()))
            return nil
        }
        let shared = wrapper["shared_object_id"]?.integer
        if let shared, let known = sharedLayers[shared], layers[known].className == className { return known }
        let path = prefix + name
        guard let content = content(wrapper, className, config, path: path, at: place) else { return nil }
        var placeCount = 1
        if case .network(let network) = content { placeCount += network.layers.reduce(0) { $0 + placeCounts[$1] } }
        guard layers.count < KerasLimits.layerCount, placeCount <= KerasLimits.layerCount else {
            if problems.last?.code != .limit {
                problems.append(
                    FerryError(
                        .limit, "the model has too many layers", expected: "at most \(KerasLimits.layerCount)",
                        at: place.location()))
            }
            return nil
        }
        placeCounts.append(placeCount)
        layers.append(
            KerasArchitecture.Layer(
                name: name, path: path, className: className, configuration: wrapper,
                isTrainable: config["trainable"]?.bool ?? true, content: content))
        if let shared { sharedLayers[shared] = layers.count - 1 }
        return layers.count - 1
    }

    private mutating func content(
        _ wrapper: JSONValue, _ className: String, _ config: JSONValue, path: String, at place: KerasPlace
    ) -> KerasArchitecture.Layer.Content? {
        let registered = wrapper["registered_name"]?.string
        let isCustom = registered?.contains(">") ?? false
        if !isCustom, let kind = Self.networkKind(className) {
            return network(kind, wrapper, named: path, at: place, prefix: path + "/").map { .network($0) }
        }
        guard let object = config.object else {
            problems.append(
                FerryError(
                    .malformed, "layer '\(path)' (\(className)) has no configuration", expected: "an object",
                    found: config.kind, at: place.appending("config").location(layer: path)))
            return nil
        }
        var configuration = KerasConfiguration(
            object, layer: path, className: className, at: place.appending("config"), generation: generation)
        defer { problems += configuration.problems }
        if className == "InputLayer", !isCustom { return .input(input(&configuration, named: path)) }
        let key = isCustom ? registered ?? className : className
        guard KerasClasses.isBuiltIn(wrapper, isCustom: isCustom), let codec = table[key] else {
            KerasClasses.refuse(&configuration, wrapper, key: key, known: table.classNames)
            return nil
        }
        if case .mixed = configuration.policy() { usesMixedPrecision = true }
        let layer = codec.decode(&configuration)
        configuration.ignore(KerasKeys.everywhere)
        configuration.ignore(codec.ignoredKeys)
        configuration.finish()
        return .layer(layer)
    }

    /// An InputLayer.
    mutating func input(_ configuration: inout KerasConfiguration, named name: String) -> KerasArchitecture.Input {
        // Keras 2 writes batch_input_shape, Keras 3 batch_shape.
        let place = configuration.place
        let shape = configuration.value("batch_shape") ?? configuration.value("batch_input_shape")
        for key in ["sparse", "ragged", "optional"] where configuration.flag(key, default: false) {
            configuration.noteUnsupported(key, expected: "false")
        }
        let type = configuration.value("dtype")
        if let type, type != "float32" {
            configuration.noteUnsupported(
                "dtype", expected: "float32", remedy: "give the input layer dtype='float32' in Keras, and save the model")
        }
        configuration.ignore(KerasKeys.everywhere)
        // A second copy of the name, and what TensorFlow's SavedModel needs.
        configuration.ignore(["input_tensor", "type_spec", "batch_size", "shape"])
        configuration.finish()
        return input(shape, named: name, at: place)
    }

    /// An input of a shape that counts the batch.
    mutating func input(_ shape: JSONValue?, named name: String, at place: KerasPlace) -> KerasArchitecture.Input {
        var input = KerasArchitecture.Input(name: name, sizes: nil, place: place)
        guard let axes = shape?.array, let batch = axes.first else { return input }
        input.fixesBatch = !batch.isNull
        var sizes: [Int?] = []
        for axis in axes.dropFirst() {
            let size = axis.integer
            guard axis.isNull || size.map({ (1...KerasLimits.size).contains($0) }) ?? false else {
                problems.append(
                    FerryError(
                        .malformed, "the shape of input '\(name)' is invalid",
                        expected: "sizes from 1 to \(KerasLimits.size), or null", found: shape?.excerpt,
                        at: place.location(layer: name)))
                return input
            }
            sizes.append(size)
        }
        input.sizes = sizes
        return input
    }
}
