internal import FerryCore

extension ArchitectureDecoder {
    /// Reads a Sequential model: each layer takes the output of the one before it.
    mutating func sequential(
        _ wrapper: JSONValue, named name: String, at place: KerasPlace, prefix: String
    ) -> KerasArchitecture.Network? {
        // The oldest files hold the bare list.
        let config = wrapper["config"] ?? .null
        let isBare = config.array != nil
        let listPlace = isBare ? place.appending("config") : place.appending("config").appending("layers")
        guard let wrappers = config.array ?? config["layers"]?.array else {
            problems.append(
                FerryError(
                    .malformed, "the Sequential model '\(name)' has no list of layers", expected: "an array",
                    found: config.excerpt, at: listPlace.location(layer: name)))
            return nil
        }
        var indices: [Int?] = []
        for (position, wrapper) in wrappers.enumerated() {
            indices.append(layer(wrapper, at: listPlace.appending(position), prefix: prefix))
        }
        let members = indices.compactMap { $0 }
        guard members.count == wrappers.count, areDistinct(members, in: name, at: listPlace) else { return nil }
        var network = KerasArchitecture.Network(kind: .sequential, layers: members, inputs: [], calls: [], outputs: [])
        var source = KerasArchitecture.Source.input(0)
        for (position, member) in members.enumerated() {
            if case .input(let input) = layers[member].content {
                guard position == 0 else {
                    problems.append(
                        FerryError(
                            .malformed, "the Sequential model '\(name)' has an input layer that is not its first layer",
                            at: listPlace.appending(position).location(layer: layers[member].path)))
                    return nil
                }
                network.inputs = [input]
                continue
            }
            guard !isManifold(member, in: name, at: listPlace.appending(position)) else { return nil }
            network.calls.append(KerasArchitecture.Call(layer: member, number: 1, inputs: [source]))
            source = .call(network.calls.count - 1, output: 0)
        }
        if network.inputs.isEmpty {
            network.inputs = [impliedInput(wrapper, members, wrappers, at: listPlace, prefix: prefix)]
        }
        network.outputs = [source]
        return network
    }

    /// The input of a model that does not begin with an input layer: Keras 2 writes its shape into the first layer, and both
    /// write down the shape with which a model was built.
    private mutating func impliedInput(
        _ wrapper: JSONValue, _ members: [Int], _ wrappers: [JSONValue], at place: KerasPlace, prefix: String
    ) -> KerasArchitecture.Input {
        let first = members.first.map { layers[$0] }
        // The names that Keras itself gives.
        let name = generation == .keras2 ? first.map { $0.name + "_input" } ?? "input" : "input_layer"
        let shape =
            wrappers.first?["config"]?["batch_input_shape"] ?? wrapper["config"]?["build_input_shape"]
            ?? wrapper["build_config"]?["input_shape"]
        if shape?.array == nil, let first, case .network(let network) = first.content, var input = network.inputs.first {
            input.name = prefix + name
            return input
        }
        return input(shape, named: prefix + name, at: place)
    }

    /// Whether a layer has not one input and one output, which a Sequential model cannot use.
    private mutating func isManifold(_ member: Int, in model: String, at place: KerasPlace) -> Bool {
        guard case .network(let network) = layers[member].content, network.inputs.count != 1 || network.outputs.count != 1
        else { return false }
        problems.append(
            FerryError(
                .malformed, "the Sequential model '\(model)' holds a model with several inputs or outputs",
                expected: "one input and one output",
                found: "\(network.inputs.count) inputs, \(network.outputs.count) outputs",
                at: place.location(layer: layers[member].path)))
        return true
    }

    /// Whether all layers of a model have names of their own; notes it where they do not.
    mutating func areDistinct(_ members: [Int], in model: String, at place: KerasPlace) -> Bool {
        var seen: Set<String> = []
        for member in members where !seen.insert(layers[member].name).inserted {
            problems.append(
                FerryError(
                    .malformed, "two layers of '\(model)' are named '\(layers[member].name)'", expected: "names of their own",
                    at: place.location(layer: layers[member].path)))
            return false
        }
        return true
    }
}
