public import FerryCore

/// What is in a model file.
public struct Inspection: Sendable {
    /// One layer, as `model.summary()` shows it.
    public struct LayerRow: Hashable, Sendable {
        public var name: String
        /// The class, as the framework names it.
        public var kind: String
        /// The type of each call's output.
        public var outputs: [TensorType]
        /// Elements of the layer's own parameters.
        public var parameterCount: Int
        /// The values that it takes, of other layers or of the model's inputs.
        public var connectedTo: [String]
    }

    public var path: String
    /// The file's size.
    public var byteCount: Int
    public var name: String
    public var origin: Origin
    public var inputs: [Value]
    public var outputs: [Value]
    public var layers: [LayerRow]
    /// The tensors of a file that holds weights and no architecture, which then has no layers; nothing for a model.
    public var tensors: [Value]?
    public var parameterCount: Int
    /// Elements of the parameters that training leaves alone.
    public var frozenCount: Int
    public var elementTypes: [ElementType]
    public var state: TrainingState?
    public var notices: [String]
    /// Each parameter with its statistics; nothing unless asked for.
    public var weights: [WeightSummary]?

    public var trainableCount: Int { parameterCount - frozenCount }
}

/// Reads a model file and says what is in it.
///
/// - Parameter withWeights: whether every weight is read, for its range, mean and checksum.
/// - Throws: what reading the file throws.
public func inspect(
    _ path: String, as format: FormatID? = nil, _ options: ReadOptions = ReadOptions(), withWeights: Bool = false,
    formats: FormatRegistry = .standard, progress: Progress = .none
) throws(FerryError) -> Inspection {
    let (imported, isModel) = try contents(path, format, options, formats)
    let model = imported.model
    let graph = model.graph
    var inspection = Inspection(
        path: path, byteCount: try FileByteSource(path: path).byteCount, name: model.name, origin: model.origin,
        inputs: graph.inputs.map { graph[$0] }, outputs: graph.outputs.map { graph[$0] }, layers: rows(of: model),
        tensors: isModel ? nil : graph.values, parameterCount: model.parameterCount,
        frozenCount: model.frozen.reduce(0) { $0 + (model.parameters[$1]?.elementCount ?? 0) },
        elementTypes: Set(model.parameters.values.map(\.element)).sorted { $0.rawValue < $1.rawValue }, state: imported.state,
        notices: imported.notices)
    if withWeights {
        var weights: [WeightSummary] = []
        let named = graph.identifiers.filter { model.parameters[$0] != nil }
        for (index, id) in named.enumerated() {
            progress("reading weights", Double(index) / Double(named.count))
            guard let source = model.parameters[id] else { continue }
            do {
                weights.append(try WeightSummary(graph[id].name, source))
            } catch {
                throw error.at(Location(file: path, layer: graph[id].name))
            }
        }
        progress("reading weights", 1)
        inspection.weights = weights
    }
    return inspection
}

/// The model in a file; or its tensors as a model that only has parameters, where nothing says what they belong to.
private func contents(
    _ path: String, _ format: FormatID?, _ options: ReadOptions, _ formats: FormatRegistry
) throws(FerryError) -> (Imported, isModel: Bool) {
    if options.architecture == nil, let (tensors, id) = try formats.tensors(path, as: format), tensors.description == nil {
        var model = Model(name: "", origin: Origin(format: id))
        for entry in tensors.entries { _ = try model.addParameter(named: entry.name, entry.source) }
        return (Imported(model: model), false)
    }
    return (try formats.read(path, as: format, options), true)
}

private func rows(of model: Model) -> [Inspection.LayerRow] {
    let graph = model.graph
    let producers = Dictionary(graph.nodes.map { ($0.output, $0.layer) }, uniquingKeysWith: { first, _ in first })
    let nodes = Dictionary(grouping: graph.nodes.filter { $0.layer != nil }, by: { $0.layer ?? 0 })
    return model.layers.enumerated().map { index, layer in
        let own = nodes[index] ?? []
        var connectedTo: [String] = []
        for case let id? in own.flatMap(\.inputs) where model.parameters[id] == nil {
            let isOwn = producers[id].map { $0 == index } ?? false
            if !isOwn, !connectedTo.contains(graph[id].name) { connectedTo.append(graph[id].name) }
        }
        var outputs = own.map { graph[$0.output] }.filter { ValueName.isLayerOutput($0.name) }.compactMap(\.type)
        // An input layer has no node: it is the graph's input of its name.
        if own.isEmpty, let id = graph.value(named: layer.path), let type = graph[id].type { outputs = [type] }
        return Inspection.LayerRow(
            name: layer.path, kind: layer.kind, outputs: outputs,
            parameterCount: layer.parameters.reduce(0) { $0 + (model.parameters[$1]?.elementCount ?? 0) },
            connectedTo: connectedTo)
    }
}
