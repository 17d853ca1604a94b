internal import FerryCore

extension ArchitectureDecoder {
    /// Reads a Functional model: a list of layers, each with its calls.
    mutating func functional(
        _ wrapper: JSONValue, named name: String, at place: KerasPlace, prefix: String
    ) -> KerasArchitecture.Network? {
        let config = wrapper["config"] ?? .null
        let place = place.appending("config")
        guard let wrappers = config["layers"]?.array else {
            problems.append(
                FerryError(
                    .malformed, "the Functional model '\(name)' has no list of layers", expected: "an array",
                    found: config["layers"]?.excerpt ?? config.excerpt, at: place.location(layer: name)))
            return nil
        }
        // Numbers of shared objects count anew in each model that names no modules.
        let outer = sharedLayers
        if wrapper["module"] == nil { sharedLayers = [:] }
        defer { if wrapper["module"] == nil { sharedLayers = outer } }

        var reader = FunctionalReader(name: name, place: place, generation: generation)
        var isComplete = true
        for (position, wrapper) in wrappers.enumerated() {
            let layerPlace = place.appending("layers").appending(position)
            // How a layer that is refused is called is no problem of its own.
            guard let index = layer(wrapper, at: layerPlace, prefix: prefix) else {
                isComplete = false
                continue
            }
            reader.readCalls(
                wrapper["inbound_nodes"], of: index, named: layers[index].name, path: layers[index].path, at: layerPlace)
        }
        reader.readEnds(config)
        problems += reader.problems
        let members = reader.layers.map(\.index)
        guard isComplete, reader.problems.isEmpty, areDistinct(members, in: name, at: place.appending("layers")) else {
            return nil
        }
        var resolver = FunctionalResolver(reader, layers)
        let network = resolver.network()
        problems += resolver.problems
        notices += resolver.notices
        return network
    }
}
