internal import FerryCore

/// Finds what the references of a Functional model mean, and the order in which Keras runs its calls.
struct FunctionalResolver {
    private let reader: FunctionalReader
    private let decoded: [KerasArchitecture.Layer]
    private let positions: [String: Int]
    /// The first call of each layer in a list of all calls.
    private let firstCall: [Int]
    private var inputPositions: [String: Int] = [:]
    private(set) var problems: [FerryError] = []
    private(set) var notices: [String] = []

    init(_ reader: FunctionalReader, _ decoded: [KerasArchitecture.Layer]) {
        self.reader = reader
        self.decoded = decoded
        positions = Dictionary(reader.layers.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        var count = 0
        firstCall = reader.layers.map { layer in
            defer { count += layer.calls.count }
            return count
        }
    }

    /// The network, or nothing where there are problems.
    mutating func network() -> KerasArchitecture.Network? {
        let inputs = self.inputs()
        var calls: [(layer: Int, inputs: [KerasArchitecture.Source])] = []
        for (position, layer) in reader.layers.enumerated() {
            for call in layer.calls {
                calls.append((position, call.inputs.compactMap { resolve($0, isOutput: false) }))
            }
        }
        let outputs = reader.outputs.compactMap { resolve($0, isOutput: true) }
        guard problems.isEmpty else { return nil }
        let order: [Int]
        do {
            order = try ExecutionOrder.of(calls, outputs: outputs)
        } catch {
            let cycle = error.calls.map { reader.layers[calls[$0].layer].name }
            problems.append(
                FerryError(
                    .malformed, "layers of the model '\(reader.name)' need each other's results",
                    expected: "a graph without cycles", found: cycle.joined(separator: " needs "),
                    at: reader.place.appending("layers").location(layer: cycle[0])))
            return nil
        }
        return network(calls, order, inputs, outputs)
    }

    private mutating func network(
        _ calls: [(layer: Int, inputs: [KerasArchitecture.Source])], _ order: [Int], _ inputs: [KerasArchitecture.Input],
        _ outputs: [KerasArchitecture.Source]
    ) -> KerasArchitecture.Network {
        var newIndex: [Int: Int] = [:]
        for (index, call) in order.enumerated() { newIndex[call] = index }
        func moved(_ source: KerasArchitecture.Source) -> KerasArchitecture.Source {
            if case .call(let call, let output) = source { .call(newIndex[call] ?? call, output: output) } else { source }
        }
        var counts: [Int: Int] = [:]
        let ordered = order.map { call in
            let layer = calls[call].layer
            counts[layer, default: 0] += 1
            return KerasArchitecture.Call(
                layer: reader.layers[layer].index, number: counts[layer] ?? 1, node: call - firstCall[layer],
                inputs: calls[call].inputs.map(moved))
        }
        // Keras drops layers that no output needs when it loads a model.
        var members: [Int] = []
        for (position, layer) in reader.layers.enumerated() {
            if case .input = decoded[layer.index].content {
                members.append(layer.index)
            } else if counts[position] != nil {
                members.append(layer.index)
            } else {
                notices.append("layer '\(decoded[layer.index].path)' feeds no output and is left out")
            }
        }
        return KerasArchitecture.Network(
            kind: .functional, layers: members, inputs: inputs, calls: ordered,
            outputs: outputs.map(moved))
    }

    private mutating func inputs() -> [KerasArchitecture.Input] {
        var inputs: [KerasArchitecture.Input] = []
        for reference in reader.inputs {
            guard let position = positions[reference.layer],
                case .input(let input) = decoded[reader.layers[position].index].content
            else {
                noteUnknown(reference, "an input layer", among: reader.layers.map(\.name))
                continue
            }
            inputPositions[reference.layer] = inputs.count
            inputs.append(input)
        }
        return inputs
    }

    private mutating func resolve(
        _ reference: FunctionalReader.Reference, isOutput: Bool
    ) -> KerasArchitecture.Source? {
        guard let position = positions[reference.layer] else {
            noteUnknown(reference, "a layer of the model", among: reader.layers.map(\.name))
            return nil
        }
        let layer = reader.layers[position]
        if case .input = decoded[layer.index].content {
            guard let input = inputPositions[reference.layer], reference.node == 0, reference.tensor == 0 else {
                noteUnknown(reference, "an input layer that input_layers names", among: inputPositions.keys.sorted())
                return nil
            }
            return .input(input)
        }
        var node = reference.node
        var outputCount = 1
        if case .network(let network) = decoded[layer.index].content {
            outputCount = network.outputs.count
            node -= firstNode(of: network, isOutput: isOutput)
            // In Python, −1 is the last.
            if node == -1, isOutput, (reader.style ?? reader.generation) == .keras3 { node = layer.calls.count - 1 }
        }
        guard layer.calls.indices.contains(node), (0..<outputCount).contains(reference.tensor) else {
            problems.append(
                FerryError(
                    .malformed, "'\(reference.user)' takes its input from a call of layer '\(layer.name)' that does not exist",
                    expected: "one of \(layer.calls.count) calls and \(outputCount) outputs",
                    found: "node \(reference.node), tensor \(reference.tensor)",
                    at: reference.place.location(layer: reference.user)))
            return nil
        }
        return .call(firstCall[position] + node, output: reference.tensor)
    }

    /// The number of a nested model's first call: its own construction counts as a call in Keras 2, and in Keras 3 where
    /// `output_layers` names a Functional model (`functional.py`, `get_config`: `kept_nodes`).
    private func firstNode(of network: KerasArchitecture.Network, isOutput: Bool) -> Int {
        switch reader.style ?? reader.generation {
        case .keras2: 1
        case .keras3: isOutput && network.kind == .functional ? 1 : 0
        }
    }

    private mutating func noteUnknown(_ reference: FunctionalReader.Reference, _ expected: String, among names: [String]) {
        problems.append(
            FerryError(
                .malformed, "'\(reference.user)' refers to '\(reference.layer)', which is not \(expected)",
                expected: expected, found: "[\(reference.layer), \(reference.node), \(reference.tensor)]",
                at: reference.place.location(layer: reference.user),
                remedy: Suggestion.nearest(to: reference.layer, among: names.filter { $0 != reference.layer })
                    .map { "did you mean '\($0)'?" }))
    }
}
