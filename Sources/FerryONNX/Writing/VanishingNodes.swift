internal import FerryCore

/// Nodes that are the identity, which a file has no use for, and the names that the graph's outputs keep nevertheless.
struct VanishingNodes {
    /// The value that a vanishing node's output is.
    private var sources: [ValueID: ValueID] = [:]
    /// The graph's outputs, in order.
    private(set) var outputs: [Output] = []
    /// Names that values bear instead of their own, because they are outputs.
    private(set) var outputNames: [ValueID: String] = [:]

    struct Output {
        let source: ValueID
        let name: String
        /// Whether it needs a node after all: where it is an input, a parameter, or the same value as an earlier output.
        let isCopy: Bool
    }

    init(_ model: Model) {
        let graph = model.graph
        for node in graph.nodes where node.operation.isIdentityAtInference {
            if case let source?? = node.inputs.first { sources[node.output] = sources[source] ?? source }
        }
        let given = Set(graph.inputs).union(model.parameters.keys)
        // A value that is an output itself keeps its name, whatever else repeats it.
        let own = Set(graph.outputs).subtracting(sources.keys)
        var taken = Set(given.map { graph[$0].name })
        for output in graph.outputs {
            let source = resolve(output)
            let isCopy = given.contains(source) || outputNames[source] != nil || source != output && own.contains(source)
            let own = graph[output].name
            var name = own
            var count = 2
            while taken.contains(name) || name != own && graph.value(named: name) != nil {
                name = "\(own)#\(count)"
                count += 1
            }
            taken.insert(name)
            if !isCopy { outputNames[source] = name }
            outputs.append(Output(source: source, name: name, isCopy: isCopy))
        }
    }

    /// What the file has to say for its reader to restore the nodes and the values' own names.
    func note(in notes: inout WriterNotes, of graph: Graph) {
        let written = Set(outputs.filter(\.isCopy).map(\.name))
        for node in graph.nodes where node.operation.isIdentityAtInference && !written.contains(graph[node.output].name) {
            guard case let source?? = node.inputs.first else { continue }
            notes.note(
                WriterNotes.Vanished(
                    name: graph[node.output].name, source: graph[source].name, operation: node.operation))
        }
        for (id, name) in outputNames where graph[id].name != name { notes.note(ownName: graph[id].name, of: name) }
        for (output, id) in zip(outputs, graph.outputs) where output.isCopy && output.name != graph[id].name {
            notes.note(ownName: graph[id].name, of: output.name)
        }
    }

    /// The value that stands for `id` in the file.
    func resolve(_ id: ValueID) -> ValueID { sources[id] ?? id }
}
