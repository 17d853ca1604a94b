internal import FerryCore
internal import FerryHDF5

/// Collects, for each weight of a model, the dataset that holds it, and all that is wrong with them.
struct WeightBinding {
    let tree: WeightTree
    private var sources: [Int: any TensorSource] = [:]
    private var converted: [ElementType: Int] = [:]
    var problems: [FerryError] = []
    var notices: [String] = []

    init(_ tree: WeightTree) { self.tree = tree }

    /// Takes a dataset for a weight. A weight that stands in the file several times, because its layer does, is taken once.
    mutating func bind(_ entry: WeightTree.Entry, to dataset: HDF5Dataset) {
        let weight = tree.weights[entry.weight]
        let location = Location(path: dataset.path, layer: entry.node.path, field: weight.name)
        guard dataset.shape == weight.shape else {
            problems.append(
                FerryError(
                    .mismatch, "the \(weight.name) of layer '\(entry.node.path)' has the wrong shape",
                    expected: weight.shape.product, found: dataset.shape.product, at: location,
                    remedy: "check that the weights belong to this architecture"))
            return
        }
        guard sources[entry.weight] == nil else { return }
        guard weight.parameter != nil, dataset.element != .float32 else {
            sources[entry.weight] = dataset.source
            return
        }
        // bfloat16 is stored as plain bytes, and named in an attribute.
        guard dataset.attributes["dtype"] == nil, let source = try? Float32Source(dataset.source) else {
            let name = try? dataset.attributes.string("dtype")
            problems.append(
                FerryError(
                    .unsupported, "the \(weight.name) of layer '\(entry.node.path)' is stored in a type that Ferry does not read",
                    expected: "float32, float64 or float16", found: name ?? dataset.element.rawValue, at: location,
                    remedy: "save the model in Keras with float32 weights"))
            return
        }
        sources[entry.weight] = source
        converted[dataset.element, default: 0] += 1
    }

    /// Takes a source for a weight of the tree.
    mutating func bind(_ weight: Int, to source: any TensorSource) { sources[weight] = source }

    /// Notes that a weight is not in the file.
    mutating func noteMissing(_ entry: WeightTree.Entry, in path: String, found: String) {
        let weight = tree.weights[entry.weight]
        problems.append(
            FerryError(
                .mismatch, "layer '\(entry.node.path)' has no \(weight.name) in the file",
                expected: "\(weight.name) \(weight.shape.product)", found: found,
                at: Location(path: path, layer: entry.node.path, field: weight.name),
                remedy: "check that the weights belong to this architecture"))
    }

    /// Notes that the file holds a weight that no layer has.
    mutating func noteExtra(_ name: String, layer: String?, in path: String, shape: [Int]?, expected: String) {
        let owner = layer.map { "layer '\($0)' has" } ?? "the file holds"
        problems.append(
            FerryError(
                .mismatch, "\(owner) a weight that the architecture does not: \(name)", expected: expected,
                found: shape.map { "\(name) \($0.product)" } ?? name, at: Location(path: path, layer: layer, field: name),
                remedy: "check that the weights belong to this architecture"))
    }

    /// The names and shapes of weights, for messages.
    func list(_ entries: [WeightTree.Entry]) -> String {
        guard !entries.isEmpty else { return "no weights" }
        return entries.map { "\(tree.weights[$0.weight].name) \(tree.weights[$0.weight].shape.product)" }.joined(separator: ", ")
    }

    /// Gives a model its parameters' bytes.
    ///
    /// - Throws: all problems in one error.
    consuming func apply(to model: inout Model) throws(FerryError) -> [String] {
        if let error = FerryError.all(problems) { throw error }
        for (index, weight) in tree.weights.enumerated() {
            guard let source = sources[index] else { continue }
            if let parameter = weight.parameter {
                model.parameters[parameter] = reshaped(source, to: model.graph[parameter].type)
            } else {
                let id = try model.addParameter(named: "\(model.layers[weight.layer].path)/\(weight.name)", source)
                model.layers[weight.layer].parameters.append(id)
                model.frozen.insert(id)
            }
        }
        let conversions = converted.sorted { $0.key.rawValue < $1.key.rawValue }.map { element, count in
            "\(count) weights are stored as \(element.rawValue); Ferry takes them as float32"
        }
        return notices + conversions
    }

    /// An operator may see a weight under another shape than the one it is stored in.
    private func reshaped(_ source: any TensorSource, to type: TensorType?) -> any TensorSource {
        guard let shape = type?.sizes(), shape != source.shape else { return source }
        return ReshapedSource(source, shape: shape)
    }
}
