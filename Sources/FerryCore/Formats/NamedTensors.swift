/// Tensors by their names, and nothing about what computes with them: what files of weights hold.
///
/// A parameter's tensor bears the parameter's name in the graph: `conv2d/kernel`, `encoder/conv2d/bias` (see ``Graph``).
public struct NamedTensors: Sendable {
    public struct Entry: Sendable {
        public let name: String
        public let source: any TensorSource

        public init(name: String, source: any TensorSource) {
            self.name = name
            self.source = source
        }
    }

    /// In the file's order; no two share a name.
    public let entries: [Entry]
    /// What the file says of the model that they belong to; nothing where it says nothing.
    public let description: ModelDescription?

    /// - Throws: `malformed` where two tensors share a name.
    public init(_ entries: [Entry], description: ModelDescription? = nil) throws(FerryError) {
        var names: Set<String> = []
        for entry in entries where !names.insert(entry.name).inserted {
            throw FerryError(.malformed, "two tensors are named '\(entry.name)'", at: Location(path: entry.name))
        }
        self.entries = entries
        self.description = description
    }

    /// The parameters of a model, in the order of its graph, and what is said of it.
    public init(of model: Model) {
        entries = model.graph.identifiers.compactMap { id in
            model.parameters[id].map { Entry(name: model.graph[id].name, source: $0) }
        }
        description = ModelDescription(of: model)
    }

    /// The number of elements of all tensors.
    public var elementCount: Int { entries.reduce(0) { $0 + $1.source.elementCount } }
}
