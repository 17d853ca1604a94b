internal import FerryCore
internal import FerryHDF5

/// A model taken apart for Keras's files: its configuration, and the layers that its weights belong to.
struct KerasWriting {
    let model: Model
    /// What every version of Keras 3 reads, without training.
    let configuration: JSONValue
    private let assembled: ModelAssembler.Assembled
    /// The model's parameters by the names that Keras's layers give them, where those are others.
    private let renamed: [String: ValueID]

    /// - Throws: `unsupported` where Keras has no words for the model, `mismatch` where weights are missing, `usage` where `options`
    ///   ask for what only other formats can do; all in one error.
    init(
        _ model: Model, table: KerasLayerTable, options: WriteOptions = WriteOptions()
    ) throws(FerryError) {
        var problems = Self.refused(options)
        self.model = model
        do throws(FerryError) {
            (configuration, renamed) = try Self.configuration(of: model, table)
            var options = ReadOptions()
            options.inputShapes = Self.inputShapes(of: model)
            let document = KerasDocument(configuration, at: KerasPlace(document: "config.json"), version: "3")
            assembled = try ModelAssembler.assemble(
                try ArchitectureDecoder.decode(document, table), document, format: model.origin.format, options: options)
        } catch {
            throw FerryError.all(problems + [error]) ?? error
        }
        problems += missing
        if let error = FerryError.all(problems) { throw error }
    }

    private static func configuration(
        of model: Model, _ table: KerasLayerTable
    ) throws(FerryError) -> (JSONValue, renamed: [String: ValueID]) {
        guard let described = model.origin.configuration, let version = version(of: model.origin) else {
            let description = try GraphDescription(model, table)
            return (description.configuration, description.parameters)
        }
        guard KerasDocument(described, at: KerasPlace(document: "origin"), version: version).generation == .keras3 else {
            throw FerryError(
                .unsupported, "the model is described as Keras 2 does it, which Keras 3 does not read",
                expected: "a model of Keras 3", found: model.origin.framework)
        }
        return (PortableConfiguration.of(described), [:])
    }

    /// The version of Keras that described the model; nothing where another framework did.
    private static func version(of origin: Origin) -> String? {
        guard let framework = origin.framework, framework.hasPrefix("Keras ") else { return nil }
        return String(framework.dropFirst("Keras ".count))
    }

    /// All that stands against writing `model`.
    static func problems(_ model: Model, _ table: KerasLayerTable, _ options: WriteOptions) -> [FerryError] {
        do throws(FerryError) {
            _ = try KerasWriting(model, table: table, options: options)
            return []
        } catch {
            var first = error
            first.others = []
            return [first] + error.others
        }
    }

    /// What only other formats can do.
    private static func refused(_ options: WriteOptions) -> [FerryError] {
        let asked: [(isAsked: Bool, what: String)] = [
            (options.opset != nil, "an operator set"), (options.layout == .nchw, "images channels first"),
            (options.batch != nil, "a fixed batch size"), (options.usesExternalData, "weights in a second file"),
        ]
        return asked.filter(\.isAsked).map { FerryError(.usage, "Ferry writes \($0.what) to ONNX files only") }
    }

    /// The version that the file is said to be of: the model's own, or the first of Keras 3.
    var version: String {
        let version = Self.version(of: model.origin) ?? ""
        return KerasGeneration(version: version) == .keras3 && version.contains(".") ? version : "3.0.0"
    }

    /// Sizes that the configuration may leave open.
    static func inputShapes(of model: Model) -> [String: [Int]] {
        // A description of the graph leaves none open.
        guard version(of: model.origin) != nil else { return [:] }
        var shapes: [String: [Int]] = [:]
        for id in model.graph.inputs {
            shapes[model.graph[id].name] = model.graph[id].type?.shape.dropFirst().compactMap(\.size)
        }
        return shapes
    }

    /// The weights that training changes, in Keras's order, by the names of their parameters.
    var trained: [(name: String, shape: [Int])] {
        assembled.weights.trainedWeights.map { (name(of: $0), assembled.weights.weights[$0].shape) }
    }

    private func name(of weight: Int) -> String {
        let weight = assembled.weights.weights[weight]
        // What no operator needs is a parameter all the same, if it was in the file.
        let name = "\(assembled.model.layers[weight.layer].path)/\(weight.name)"
        return renamed[name].map { model.graph[$0].name } ?? name
    }

    private func source(of weight: Int) -> (any TensorSource)? {
        guard let source = model.graph.value(named: name(of: weight)).flatMap({ model.parameters[$0] }) else { return nil }
        let shape = assembled.weights.weights[weight].shape
        guard source.elementCount == shape.elementCount else { return nil }
        return source.shape == shape ? source : ReshapedSource(source, shape: shape)
    }

    private var missing: [FerryError] {
        assembled.weights.weights.indices.filter { source(of: $0) == nil }.map { index in
            let weight = assembled.weights.weights[index]
            let path = assembled.model.layers[weight.layer].path
            return FerryError(
                .mismatch, "layer '\(path)' needs a \(weight.name) that the model does not have",
                expected: "\(weight.name) \(weight.shape.product)", at: Location(layer: path, field: weight.name))
        }
    }

    /// The contents of a `.weights.h5`.
    ///
    /// - Parameter optimizer: the optimizer's variables, in Keras's order.
    func variables(optimizer: [any TensorSource]?) -> HDF5Draft {
        var visited: Set<Int> = []
        var root = HDF5Draft()
        root.add("layers", layers(assembled.weights.nodes, &visited))
        if let optimizer {
            var group = HDF5Draft()
            group.add("vars", HDF5Draft(numbering: optimizer))
            root.add("optimizer", group)
        }
        // Keras before 3.6 looks for the model's own variables, though it has none.
        root.add("vars", HDF5Draft())
        return root
    }

    private func layers(_ nodes: [WeightTree.Node], _ visited: inout Set<Int>) -> HDF5Draft {
        var container = HDF5Draft()
        for (name, node) in VariableTree.groups(for: nodes) where visited.insert(node.layer).inserted {
            var group = HDF5Draft()
            if node.isNetwork { group.add("layers", layers(node.children, &visited)) }
            var variables = HDF5Draft(numbering: node.weights.compactMap(source))
            variables.attributes = [("name", node.name)]
            group.add("vars", variables)
            container.add(name, group)
        }
        return container
    }
}

extension HDF5Draft {
    /// A group of datasets that are named by number.
    fileprivate init(numbering sources: [any TensorSource]) {
        self.init()
        for (index, source) in sources.enumerated() { add(String(index), source) }
    }
}
