/// A layer's output that takes part in a comparison.
struct LayerOutput: Hashable {
    var name: String
    var kind: String

    /// The layer outputs of a model, in the order of computation.
    static func all(of model: Model) -> [LayerOutput] {
        model.graph.nodes.compactMap { node in
            let name = model.graph[node.output].name
            guard ValueName.isLayerOutput(name) else { return nil }
            return LayerOutput(name: name, kind: node.layer.map { model.layers[$0].kind } ?? node.operation.name)
        }
    }
}

/// Which layer of the candidate answers for which of the reference: by name, then by position in the graph.
struct LayerMatch {
    var pairs: [(reference: LayerOutput, candidate: String)] = []
    var missing: [String] = []
    var extra: [String] = []

    /// A layer of the reference that is the identity may be missing: what it repeats answers for it.
    init(_ reference: some Subject, _ candidate: some Subject) {
        let aliases = reference.aliases
        let outputs = candidate.outputs
        let known = Set(outputs.map(\.name) + candidate.inputNames)
        var unnamed: [LayerOutput] = []
        var counterparts: [String: String] = [:]
        for output in reference.outputs {
            if known.contains(output.name) {
                counterparts[output.name] = output.name
            } else if let alias = aliases[output.name], let counterpart = known.contains(alias) ? alias : counterparts[alias] {
                counterparts[output.name] = counterpart
            } else {
                unnamed.append(output)
            }
        }
        let used = Set(counterparts.values)
        let free = outputs.filter { !used.contains($0.name) }
        if unnamed.count == free.count {
            for (output, other) in zip(unnamed, free) { counterparts[output.name] = other.name }
        } else {
            missing = unnamed.map(\.name)
            extra = free.map(\.name)
        }
        pairs = reference.outputs.compactMap { output in counterparts[output.name].map { (output, $0) } }
    }
}
