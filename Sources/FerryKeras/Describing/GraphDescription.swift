internal import FerryCore

/// Keras's words for a graph that did not come from Keras: a Functional model, with a layer for each node and the names of the
/// graph's values.
struct GraphDescription {
    /// The model's parameters, by the names that Keras's layers give them: `conv2d/kernel`.
    private(set) var parameters: [String: ValueID] = [:]

    private let model: Model
    private let table: KerasLayerTable
    private var names = KerasNames()
    private var layers: [Layer] = []
    /// What stands for each value.
    private var tensors: [ValueID: KerasTensor] = [:]
    /// Layers by what is the same in all calls of a shared one.
    private var shared: [SharedLayer: Int] = [:]
    private var signs = NonNegativeValues()

    private struct Layer {
        var name: String
        var description: KerasDescription
        /// Whether Keras calls it with a list of tensors.
        var takesList = false
        var calls: [[KerasTensor]] = []
    }

    private struct SharedLayer: Hashable {
        let operation: AnyHashable
        let parameters: [ValueID?]
    }

    /// - Throws: `unsupported`, all in one error, where Keras has no layer for a node.
    init(_ model: Model, _ table: KerasLayerTable) throws(FerryError) {
        self.model = model
        self.table = table
        var problems: [FerryError] = []
        for id in model.graph.inputs {
            do throws(FerryError) { try addInput(id) } catch { problems.append(error.at(location(id))) }
        }
        for node in model.graph.nodes {
            do throws(FerryError) { try add(node) } catch { problems.append(error.at(location(node.output))) }
        }
        for id in model.graph.outputs where model.parameters[id] != nil {
            problems.append(
                FerryError(.unsupported, "the model answers a parameter, which no layer of Keras does", at: location(id)))
        }
        if let error = FerryError.all(problems) { throw error }
    }

    private func location(_ id: ValueID) -> Location { Location(layer: model.graph[id].name) }

    private mutating func addInput(_ id: ValueID) throws(FerryError) {
        let type = model.graph[id].type ?? TensorType([] as [Int])
        // What needs it is told by its own problem.
        tensors[id] = KerasTensor(layer: "", call: 0, shape: type.shape)
        guard !type.shape.isEmpty, type.element == .float32 else {
            throw FerryError(
                .unsupported, "the input is none that Keras's layers take", expected: "float32 with a batch", found: "\(type)")
        }
        let sizes = type.shape.dropFirst().map { $0.size.map(JSONValue.integer) ?? .null }
        let description = KerasDescription("InputLayer", ["batch_shape": .array([.null] + sizes), "dtype": "float32"])
        let layer = Layer(name: names.name(for: model.graph[id].name), description: description)
        tensors[id] = KerasTensor(layer: layer.name, call: 0, shape: type.shape)
        layers.append(layer)
    }

    private mutating func add(_ node: Node) throws(FerryError) {
        defer { signs.note(node) }
        let shape = model.graph[node.output].type?.shape ?? []
        tensors[node.output] = KerasTensor(layer: "", call: 0, shape: shape)
        if try fuse(node) { return }
        let data = try dataInputs(of: node)
        let parameters = node.inputs.map { input in input.flatMap { model.parameters[$0] == nil ? nil : $0 } }
        let key = SharedLayer(operation: AnyHashable(node.operation), parameters: parameters)
        if let layer = shared[key], !layers[layer].description.isFused {
            tensors[node.output] = KerasTensor(layer: layers[layer].name, call: layers[layer].calls.count, shape: shape)
            layers[layer].calls.append(data)
            return
        }
        let description = try description(of: node)
        let roles = node.operation.inputRoles
        var layer = Layer(name: names.name(for: model.graph[node.output].name), description: description)
        layer.takesList = roles.contains(where: \.isVariadic) || roles.count { $0.kind == .data } > 1
        layer.calls = [description.margins.map { [pad(data, with: $0, for: layer.name)] } ?? data]
        for (weight, input) in description.weights { self.parameters["\(layer.name)/\(weight)"] = node.inputs[input] }
        if parameters.contains(where: { $0 != nil }), description.margins == nil { shared[key] = layers.count }
        tensors[node.output] = KerasTensor(layer: layer.name, call: 0, shape: shape)
        layers.append(layer)
    }

    /// Adds the layer that puts zeros around an image.
    private mutating func pad(_ image: [KerasTensor], with margins: Margins2D, for layer: String) -> KerasTensor {
        let name = names.name(for: layer + "_pad")
        var shape = image[0].shape
        shape[1] = shape[1].size.map { .fixed($0 + margins.top + margins.bottom) } ?? shape[1]
        shape[2] = shape[2].size.map { .fixed($0 + margins.left + margins.right) } ?? shape[2]
        layers.append(Layer(name: name, description: ZeroPadding2DLayer.description(of: margins), calls: [image]))
        return KerasTensor(layer: name, call: 0, shape: shape)
    }

    /// Makes a function the activation of the layer before it: where the value between them is a step of that layer on its way to the
    /// output, as Ferry names such values, and nothing else's input.
    private mutating func fuse(_ node: Node) throws(FerryError) -> Bool {
        guard case let input?? = node.inputs.first, node.inputs.count == 1, let tensor = tensors[input], tensor.call == 0,
            !ValueName.isLayerOutput(model.graph[input].name), !model.graph.outputs.contains(input),
            model.graph.nodes.count(where: { $0.inputs.contains(input) }) == 1,
            let layer = layers.firstIndex(where: { $0.name == tensor.layer }), layers[layer].description.takesActivation,
            let function = KerasActivation.name(of: node.operation)
        else { return false }
        layers[layer].description.configuration["activation"] = .string(function)
        layers[layer].description.isFused = true
        tensors[node.output] = KerasTensor(layer: tensor.layer, call: 0, shape: tensor.shape)
        return true
    }

    private func dataInputs(of node: Node) throws(FerryError) -> [KerasTensor] {
        var data: [KerasTensor] = []
        for (index, input) in node.inputs.enumerated() {
            let role = node.operation.role(ofInput: index)
            let isParameter = input.map { model.parameters[$0] != nil } ?? true
            if role.kind == .data {
                guard let input, !isParameter, let tensor = tensors[input] else {
                    throw FerryError(
                        .unsupported, "\(node.operation.name) takes a constant, which Keras's layer does not",
                        found: input.map { model.graph[$0].name })
                }
                data.append(tensor)
            } else if !isParameter {
                throw FerryError(
                    .unsupported, "the \(role.name) of \(node.operation.name) is computed, which Keras's layer does not take")
            }
        }
        return data
    }

    private func description(of node: Node) throws(FerryError) -> KerasDescription {
        let described = KerasNode(
            name: node.name, operation: node.operation, inputs: node.inputs.map { $0.flatMap { model.graph[$0].type } },
            isNonNegative: signs.contains(node.inputs.first.flatMap { $0 }),
            parameters: node.inputs.map { $0.flatMap { model.parameters[$0] } })
        guard let description = try table.description(of: described) else {
            throw FerryError(
                .unsupported, "\(node.operation.name) is no layer of Keras that Ferry writes",
                found: node.layer.map { model.layers[$0].kind }.flatMap { $0 == node.operation.name ? nil : $0 },
                remedy: "ferry operators   (lists what is supported)")
        }
        return description
    }
}

extension GraphDescription {
    /// The configuration of a Functional model of Keras 3.
    var configuration: JSONValue {
        var names = KerasNames()
        let described = layers.map { layer in
            var config = layer.description.configuration
            config["name"] = .string(layer.name)
            let calls = layer.calls.map { call -> JSONValue in
                let tensors = call.map(\.argument)
                return ["args": layer.takesList ? [.array(tensors)] : .array(tensors), "kwargs": [:]]
            }
            return JSONValue.object([
                "module": "keras.layers", "class_name": .string(layer.description.className), "config": .object(config),
                "registered_name": nil, "name": .string(layer.name), "inbound_nodes": .array(calls),
            ])
        }
        let config: JSONObject = [
            "name": .string(names.name(for: model.name)), "trainable": true, "layers": .array(described),
            "input_layers": .array(model.graph.inputs.compactMap { tensors[$0]?.reference }),
            "output_layers": .array(model.graph.outputs.compactMap { tensors[$0]?.reference }),
        ]
        return [
            "module": "keras.src.models.functional", "class_name": "Functional", "config": .object(config),
            "registered_name": "Functional",
        ]
    }
}

/// What a call of a layer answers.
private struct KerasTensor {
    let layer: String
    let call: Int
    let shape: [Dimension]

    var reference: JSONValue { [.string(layer), .integer(call), 0] }

    var argument: JSONValue {
        let sizes = shape.map { $0.size.map(JSONValue.integer) ?? .null }
        return [
            "class_name": "__keras_tensor__",
            "config": ["shape": .array(sizes), "dtype": "float32", "keras_history": reference],
        ]
    }
}
