/// A layer's output that takes part in a comparison.
struct LayerOutput: Hashable {
    var name: String
    var kind: String
    /// Whether it holds what another layer's output holds, in another order or with zeros around it.
    var onlyRearranges = false

    /// The layer outputs of a model, in the order of computation.
    static func all(of model: Model) -> [LayerOutput] {
        model.graph.nodes.compactMap { node in
            let name = model.graph[node.output].name
            guard ValueName.isLayerOutput(name) else { return nil }
            return LayerOutput(
                name: name, kind: node.layer.map { model.layers[$0].kind } ?? node.operation.name,
                onlyRearranges: node.operation.onlyRearranges)
        }
    }
}

/// Which layer of the candidate answers for which of the reference: by name, then by what computes them, then by position in the
/// graph.
struct LayerMatch {
    var pairs: [(reference: LayerOutput, candidate: String)] = []
    var missing: [String] = []
    var extra: [String] = []

    /// A layer of the reference that is the identity may be missing: what it repeats answers for it. So may one that only rearranges,
    /// on either side: formats differ in layouts and in where padding belongs, and what takes its output is compared.
    ///
    /// - Parameter same: names of the candidate's values by those of the reference's that are computed alike.
    init(_ reference: some Subject, _ candidate: some Subject, same: [String: String] = [:]) {
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
        var used = Set(counterparts.values)
        let names = Set(outputs.map(\.name))
        unnamed.removeAll { output in
            guard let other = same[output.name], names.contains(other), used.insert(other).inserted else { return false }
            counterparts[output.name] = other
            return true
        }
        // A step on the way to a layer's output may be a layer of its own on the other side.
        let explained = used.union(same.values)
        let free = outputs.filter { !explained.contains($0.name) }
        if unnamed.count == free.count {
            for (output, other) in zip(unnamed, free) { counterparts[output.name] = other.name }
        } else {
            missing = unnamed.filter { !$0.onlyRearranges }.map(\.name)
            // Steps inside of what is compared as a whole need no counterpart.
            let wholes = Set(counterparts.values)
            extra = free.filter { output in
                !output.onlyRearranges && !Self.holders(of: output.name).contains(where: wholes.contains)
            }.map(\.name)
        }
        pairs = reference.outputs.compactMap { output in counterparts[output.name].map { (output, $0) } }
    }

    /// The models that hold a layer, by its output's name: `a/b/c` is inside of `a/b` and `a`.
    private static func holders(of name: String) -> [String] {
        name.indices.filter { name[$0] == "/" }.map { String(name[..<$0]) }
    }
}
