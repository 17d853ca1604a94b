internal import FerryCore

/// The shapes of the outputs of all calls in a model and the models inside.
struct CallShapes {
    private struct Key: Hashable {
        var path: String
        var node: Int
        var tensor: Int
    }

    private var shapes: [Key: JSONValue] = [:]
    private let graph: Graph
    private let architecture: KerasArchitecture

    init(_ architecture: KerasArchitecture, in graph: Graph) {
        self.architecture = architecture
        self.graph = graph
        add(architecture.root, path: "", prefix: "")
    }

    /// As Keras writes it, with null for the batch; null for what is not known.
    ///
    /// - Parameters:
    ///   - path: the layer, with the models that hold it.
    ///   - node: counts its calls in the order of the file, from 0.
    subscript(path: String, node: Int, tensor: Int) -> JSONValue {
        shapes[Key(path: path, node: node, tensor: tensor)] ?? .null
    }

    /// - Parameters:
    ///   - path: what stands before the names of the model's layers.
    ///   - prefix: what stands before the names of its values, in its first call.
    private mutating func add(_ network: KerasArchitecture.Network, path: String, prefix: String) {
        for (index, call) in network.calls.enumerated() {
            let layer = architecture.layers[call.layer]
            var outputCount = 1
            if case .network(let nested) = layer.content {
                outputCount = nested.outputs.count
                // A model that holds itself cannot be: the reader refuses it.
                if call.number == 1 {
                    add(nested, path: "\(path)\(layer.name)/", prefix: prefix + ValueName.call(layer.name, 1) + "/")
                }
            }
            for tensor in 0..<outputCount {
                shapes[Key(path: path + layer.name, node: call.node, tensor: tensor)] =
                    shape(of: .call(index, output: tensor), in: network, prefix: prefix)
            }
        }
    }

    private func shape(of source: KerasArchitecture.Source, in network: KerasArchitecture.Network, prefix: String) -> JSONValue {
        switch source {
        case .input(let index):
            guard let sizes = network.inputs[index].sizes else { return .null }
            return .array([.null] + sizes.map { $0.map(JSONValue.integer) ?? .null })
        case .call(let index, let output):
            let call = network.calls[index]
            let layer = architecture.layers[call.layer]
            let name = prefix + ValueName.call(layer.name, call.number)
            if case .network(let nested) = layer.content, nested.outputs.count != 1 {
                return shape(of: nested.outputs[output], in: nested, prefix: name + "/")
            }
            guard let type = graph.value(named: name).flatMap({ graph[$0].type }) else { return .null }
            return .array(type.shape.map { $0.size.map(JSONValue.integer) ?? .null })
        }
    }
}
