/// Runs a model by its operators' definitions, in float64: the truth against which all else is held.
///
/// Parameters are widened a node at a time, so that a large model needs memory for its largest layer.
public struct ReferenceInterpreter: Sendable {
    private let model: Model

    public init(_ model: Model) { self.model = model }

    /// Every value that the model computes, by name, its inputs among them.
    ///
    /// - Parameter inputs: a tensor for each input, `[batch, …]`.
    /// - Throws: `mismatch` where the inputs do not fit, and whatever reading the parameters throws.
    public func run(_ inputs: [String: Tensor<Double>]) throws(FerryError) -> [String: Tensor<Double>] {
        var values = inputs
        try run(inputs) { name, tensor in values[name] = tensor }
        return values
    }

    /// The values of these names, as far as the model has them.
    ///
    /// - Throws: as ``run(_:)``.
    public func values(
        _ names: Set<String>, _ inputs: [String: Tensor<Double>]
    ) throws(FerryError) -> [String: Tensor<Double>] {
        var values = inputs.filter { names.contains($0.key) }
        try run(inputs) { name, tensor in
            if names.contains(name) { values[name] = tensor }
        }
        return values
    }

    /// The model's outputs, by name.
    ///
    /// - Throws: as ``run(_:)``.
    public func outputs(_ inputs: [String: Tensor<Double>]) throws(FerryError) -> [String: Tensor<Double>] {
        try values(Set(model.graph.outputs.map { model.graph[$0].name }), inputs)
    }

    private func run(
        _ inputs: [String: Tensor<Double>], observing observe: (String, Tensor<Double>) -> Void
    ) throws(FerryError) {
        let graph = model.graph
        _ = try ModelInputs.batch(of: inputs, for: graph)
        var live: [ValueID: Tensor<Double>] = [:]
        for id in graph.inputs { live[id] = inputs[graph[id].name] }
        let lastUse = lastUses(in: graph)
        for (index, node) in graph.nodes.enumerated() {
            let output = node.operation.reference(try arguments(of: node, from: live))
            observe(graph[node.output].name, output)
            live[node.output] = output
            for case let id? in node.inputs where lastUse[id] == index { live[id] = nil }
        }
    }

    private func arguments(of node: Node, from live: [ValueID: Tensor<Double>]) throws(FerryError) -> [Tensor<Double>?] {
        var arguments: [Tensor<Double>?] = []
        for id in node.inputs {
            if let id, live[id] == nil, let source = model.parameters[id] {
                do {
                    arguments.append(try source.loadDouble())
                } catch {
                    throw error.at(Location(layer: node.name, field: model.graph[id].name))
                }
            } else {
                arguments.append(id.flatMap { live[$0] })
            }
        }
        return arguments
    }

    private func lastUses(in graph: Graph) -> [ValueID: Int] {
        var lastUse: [ValueID: Int] = [:]
        for (index, node) in graph.nodes.enumerated() {
            for case let id? in node.inputs { lastUse[id] = index }
        }
        return lastUse
    }
}
