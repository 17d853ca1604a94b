internal import FerryCore

/// Turns an architecture into a graph: calls become nodes, and layers say which weights they need.
struct ModelAssembler {
    private let architecture: KerasArchitecture
    private(set) var builder: KerasModelBuilder
    private var problems: [FerryError] = []
    /// A layer's place in ``Model/layers``.
    private var places: [Int: Int] = [:]

    /// A graph without its parameters' bytes.
    struct Assembled {
        var model: Model
        var weights: WeightTree
        var notices: [String]
    }

    /// - Throws: all problems of the graph in one error: inputs of unknown size, shapes that do not fit.
    static func assemble(
        _ architecture: KerasArchitecture, _ document: KerasDocument, format: FormatID, options: ReadOptions
    ) throws(FerryError) -> Assembled {
        let inputs = try InputShapes.resolve(architecture.root.inputs, options.inputShapes)
        let origin = Origin(
            format: format, producer: document.producer, configuration: document.model, framework: document.framework)
        var assembler = ModelAssembler(architecture: architecture, Model(name: architecture.name, origin: origin))
        assembler.listLayers(of: architecture.root)
        var sources: [ValueID?] = []
        for (input, sizes) in zip(architecture.root.inputs, inputs) {
            let shape = [Dimension.batch] + sizes.map(Dimension.fixed)
            sources.append(try assembler.builder.model.graph.addInput(named: input.name, type: TensorType(shape)))
        }
        let outputs = assembler.emit(architecture.root, prefix: "", inputs: sources)
        if let error = FerryError.all(assembler.problems) { throw error }
        for case let output? in outputs { assembler.builder.model.graph.addOutput(output) }
        let weights = WeightTree(architecture, places: assembler.places, weights: assembler.builder.weights)
        assembler.builder.model.frozen.formUnion(weights.frozen)
        var notices = architecture.notices
        if architecture.root.inputs.contains(where: \.fixesBatch) {
            notices.append("the model fixes its batch size; Ferry leaves it open")
        }
        return Assembled(model: assembler.builder.model, weights: weights, notices: notices)
    }

    private init(architecture: KerasArchitecture, _ model: Model) {
        self.architecture = architecture
        builder = KerasModelBuilder(model)
    }

    /// In Keras's order, a nested model before its layers; each layer once, at its first place.
    private mutating func listLayers(of network: KerasArchitecture.Network) {
        for index in network.layers where places[index] == nil {
            let layer = architecture.layers[index]
            places[index] = builder.model.layers.count
            builder.model.layers.append(
                Layer(path: layer.path, kind: layer.className, configuration: layer.configuration))
            if case .network(let nested) = layer.content { listLayers(of: nested) }
        }
    }

    /// Adds the calls of a model; what cannot be built, and all that needs it, gives nothing.
    private mutating func emit(
        _ network: KerasArchitecture.Network, prefix: String, inputs: [ValueID?]
    ) -> [ValueID?] {
        guard builder.model.graph.nodes.count < KerasLimits.nodeCount || network.calls.isEmpty else {
            return [ValueID?](repeating: nil, count: network.outputs.count)
        }
        var results: [[ValueID?]] = []
        func value(_ source: KerasArchitecture.Source) -> ValueID? {
            switch source {
            case .input(let index): inputs.indices.contains(index) ? inputs[index] : nil
            case .call(let call, let output): results[call][output]
            }
        }
        for call in network.calls {
            let layer = architecture.layers[call.layer]
            let arguments = call.inputs.compactMap(value)
            let name = prefix + ValueName.call(layer.name, call.number)
            guard arguments.count == call.inputs.count else {
                results.append([ValueID?](repeating: nil, count: outputCount(of: layer)))
                continue
            }
            let current = KerasModelBuilder.Call(name: name, path: layer.path, layer: places[call.layer] ?? 0)
            switch layer.content {
            case .input: results.append(arguments)
            case .layer(let build): results.append([add(build, current, arguments)])
            case .network(let nested): results.append(emit(nested, current, arguments))
            }
        }
        return network.outputs.map(value)
    }

    private func outputCount(of layer: KerasArchitecture.Layer) -> Int {
        if case .network(let network) = layer.content { network.outputs.count } else { 1 }
    }

    private mutating func add(
        _ build: KerasLayer, _ call: KerasModelBuilder.Call, _ inputs: [ValueID]
    ) -> ValueID? {
        // Models that call each other's layers grow exponentially.
        guard builder.model.graph.nodes.count < KerasLimits.nodeCount else {
            if problems.last?.code != .limit {
                problems.append(
                    FerryError(
                        .limit, "the model calls its layers too often", expected: "at most \(KerasLimits.nodeCount) calls",
                        at: Location(layer: call.path)))
            }
            return nil
        }
        builder.call = call
        do {
            return try build(inputs, &builder)
        } catch {
            problems.append(error.at(Location(layer: call.path)))
            return nil
        }
    }

    /// A nested model. Its output bears its name, so that it can be compared with a recording of the model's layers.
    private mutating func emit(
        _ network: KerasArchitecture.Network, _ call: KerasModelBuilder.Call, _ inputs: [ValueID]
    ) -> [ValueID?] {
        guard inputs.count == network.inputs.count else {
            problems.append(
                FerryError(
                    .malformed, "model '\(call.path)' is called with a wrong number of inputs",
                    expected: network.inputs.map(\.name).joined(separator: ", "), found: "\(inputs.count)",
                    at: Location(layer: call.path)))
            return [ValueID?](repeating: nil, count: network.outputs.count)
        }
        let outputs = emit(network, prefix: call.name + "/", inputs: inputs)
        guard outputs.count == 1, let inner = outputs[0] else { return outputs }
        let naming: KerasLayer = { inputs, builder in try builder.output(Identity(), inputs) }
        return [add(naming, call, [inner])]
    }
}
