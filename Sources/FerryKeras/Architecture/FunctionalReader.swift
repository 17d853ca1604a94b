internal import FerryCore

/// Reads how the layers of a Functional model are called, in the styles of Keras 2 and 3, as names and numbers.
struct FunctionalReader {
    /// A tensor as a configuration refers to it: an output of a call of a layer.
    struct Reference {
        var layer: String
        var node: Int
        var tensor: Int
        /// Who refers to it: a layer that is called with it, or the model whose output it is.
        var user: String
        var place: KerasPlace
    }

    struct Call {
        var inputs: [Reference]
        var place: KerasPlace
    }

    struct Layer {
        /// In the decoder's list.
        var index: Int
        var name: String
        var calls: [Call] = []
    }

    let name: String
    let place: KerasPlace
    let generation: KerasGeneration
    var layers: [Layer] = []
    var inputs: [Reference] = []
    var outputs: [Reference] = []
    /// The style of the calls, by which a nested model's calls are counted; nothing where there are no calls.
    var style: KerasGeneration?
    var problems: [FerryError] = []

    mutating func readCalls(_ nodes: JSONValue?, of index: Int, named layerName: String, path: String, at place: KerasPlace) {
        var layer = Layer(index: index, name: layerName)
        let place = place.appending("inbound_nodes")
        for (position, node) in (nodes?.array ?? []).enumerated() {
            let callPlace = place.appending(position)
            if node.object != nil {
                style = .keras3
                layer.calls.append(Call(inputs: keras3Call(node, path, at: callPlace), place: callPlace))
            } else {
                // Keras 3 reads this style too, and counts as in its own.
                style = style ?? generation
                layer.calls.append(Call(inputs: keras2Call(node, path, at: callPlace), place: callPlace))
            }
        }
        layers.append(layer)
    }

    /// `input_layers` and `output_layers`: triples, in lists or dictionaries. Keras 3.15 writes a bare triple for one tensor.
    mutating func readEnds(_ config: JSONValue) {
        inputs = references(config["input_layers"] ?? .null, at: place.appending("input_layers"))
        outputs = references(config["output_layers"] ?? .null, at: place.appending("output_layers"))
        for (references, key) in [(inputs, "input_layers"), (outputs, "output_layers")] where references.isEmpty {
            problems.append(
                FerryError(
                    .malformed, "the Functional model '\(name)' has no \(key)",
                    expected: "[layer, node, tensor], or a list of such",
                    found: config[key]?.excerpt, at: place.appending(key).location(layer: name)))
        }
    }

    private mutating func references(_ value: JSONValue, at place: KerasPlace) -> [Reference] {
        if let reference = Self.reference(value, by: name, at: place) { return [reference] }
        // Keras flattens dictionaries in the order of their keys.
        let elements: [(place: KerasPlace, value: JSONValue)] =
            if let array = value.array {
                array.enumerated().map { (place.appending($0), $1) }
            } else {
                (value.object?.names ?? []).sorted().map { (place.appending($0), value[$0] ?? .null) }
            }
        return elements.flatMap { element -> [Reference] in
            guard element.value.array != nil || element.value.object != nil else {
                problems.append(
                    FerryError(
                        .malformed, "the model '\(name)' refers to a tensor in an unknown way",
                        expected: "[layer, node, tensor]", found: value.excerpt, at: element.place.location(layer: name)))
                return []
            }
            return references(element.value, at: element.place)
        }
    }

    private static func reference(_ value: JSONValue, by user: String, at place: KerasPlace) -> Reference? {
        guard let triple = value.array, triple.count >= 3, let layer = triple[0].string,
            let node = triple[1].integer, (0...KerasLimits.size).contains(node),
            let tensor = triple[2].integer, (0...KerasLimits.size).contains(tensor)
        else { return nil }
        return Reference(layer: layer, node: node, tensor: tensor, user: user, place: place)
    }

    /// `[["layer", node, tensor, {keywords}], …]`, one element for each input.
    private mutating func keras2Call(_ node: JSONValue, _ path: String, at place: KerasPlace) -> [Reference] {
        var inputs: [Reference] = []
        for (position, element) in (node.array ?? []).enumerated() {
            let elementPlace = place.appending(position)
            guard let reference = Self.reference(element, by: path, at: elementPlace) else {
                problems.append(
                    FerryError(
                        .malformed, "layer '\(path)' is called in an unknown way",
                        expected: "[layer, node, tensor, {keywords}]", found: element.excerpt,
                        at: elementPlace.location(layer: path)))
                continue
            }
            inputs.append(reference)
            if let array = element.array, array.count > 3 { checkKeywords(array[3], path, at: elementPlace.appending(3)) }
        }
        return inputs
    }

    /// `{"args": […], "kwargs": {…}}`, with tensors as objects inside.
    private mutating func keras3Call(_ node: JSONValue, _ path: String, at place: KerasPlace) -> [Reference] {
        let arguments = node["args"]?.array ?? []
        let keywords = node["kwargs"] ?? .null
        // `layer(inputs=x)` is the same call as `layer(x)`.
        let isByName = arguments.isEmpty && keywords["inputs"] != nil
        checkKeywords(keywords, path, at: place.appending("kwargs"), passing: isByName ? ["inputs"] : [])
        guard isByName || arguments.count == 1, let argument = isByName ? keywords["inputs"] : arguments.first else {
            noteConstants(path, node["args"]?.excerpt, at: place.appending("args"))
            return []
        }
        let place = isByName ? place.appending("kwargs").appending("inputs") : place.appending("args").appending(0)
        let tensors = argument.array ?? [argument]
        return tensors.enumerated().compactMap { position, tensor in
            guard tensor["class_name"]?.string == "__keras_tensor__",
                let reference = Self.reference(tensor["config"]?["keras_history"] ?? .null, by: path, at: place)
            else {
                noteConstants(path, tensor.excerpt, at: argument.array == nil ? place : place.appending(position))
                return nil
            }
            return reference
        }
    }

    private mutating func noteConstants(_ path: String, _ found: String?, at place: KerasPlace) {
        problems.append(
            FerryError(
                .unsupported, "layer '\(path)' is called with more than tensors, as operations of keras.ops are",
                expected: "one tensor, or one list of tensors", found: found, at: place.location(layer: path),
                remedy: "use layers in the place of operations, and save the model again"))
    }

    /// Keywords that change nothing at inference pass.
    private mutating func checkKeywords(
        _ keywords: JSONValue, _ path: String, at place: KerasPlace, passing known: Set<String> = []
    ) {
        for (key, value) in keywords.object?.members ?? [] where !value.isNull && !known.contains(key) {
            if key == "training", value.bool == false { continue }
            problems.append(
                FerryError(
                    .unsupported, "layer '\(path)' is called with \(key)=\(value.excerpt), which Ferry does not support",
                    expected: "no keywords but mask=None and training=False",
                    at: place.appending(key).location(layer: path, field: key),
                    remedy: "call the layer without it in Keras, and save the model again"))
        }
    }
}
