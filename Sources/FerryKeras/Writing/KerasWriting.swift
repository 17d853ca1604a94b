internal import FerryCore
internal import FerryHDF5

/// A model taken apart for Keras's files: its configuration, and the layers that its weights belong to.
struct KerasWriting {
    let model: Model
    let generation: KerasGeneration
    /// How the source describes the model.
    let source: KerasDocument
    /// What every version of the generation reads, without training.
    let configuration: JSONValue
    private let assembled: ModelAssembler.Assembled
    /// Layers that have another path in the source, by the one they are written with.
    private let paths: [String: String]
    /// The model's parameters by the names that Keras's layers give them, where those are others.
    private let renamed: [String: ValueID]

    /// - Parameter isGenerationFree: whether `options` that ask for no generation mean the source's.
    /// - Throws: `unsupported` where Keras has no words for the model, `mismatch` where weights are missing, `usage` where `options`
    ///   ask for what only other formats can do; all in one error.
    init(
        _ model: Model, table: KerasLayerTable, options: WriteOptions = WriteOptions(), isGenerationFree: Bool = false
    ) throws(FerryError) {
        var problems = Self.refused(options)
        self.model = model
        let asked = options.kerasGeneration.flatMap(KerasGeneration.init)
        do throws(FerryError) {
            var options = ReadOptions()
            options.inputShapes = Self.inputShapes(of: model)
            (source, renamed) = try Self.description(of: model, table)
            generation = asked ?? (isGenerationFree ? source.generation : .keras3)
            let architecture = try ArchitectureDecoder.decode(source, table)
            let graph = try ModelAssembler.assemble(architecture, source, format: model.origin.format, options: options)
                .model.graph
            (configuration, paths) = try KerasRestyling.model(
                source, as: generation, shapes: CallShapes(architecture, in: graph))
            let document = KerasDocument(
                configuration, at: KerasPlace(document: "config.json"), version: "\(generation.rawValue)")
            assembled = try ModelAssembler.assemble(
                try ArchitectureDecoder.decode(document, table), document, format: model.origin.format, options: options)
        } catch {
            throw FerryError.all(problems + [error]) ?? error
        }
        problems += missing
        if let error = FerryError.all(problems) { throw error }
    }

    /// How Keras describes the model, and its parameters by the names that this gives them, where those are others.
    private static func description(
        of model: Model, _ table: KerasLayerTable
    ) throws(FerryError) -> (document: KerasDocument, renamed: [String: ValueID]) {
        guard let described = model.origin.configuration, let version = version(of: model.origin) else {
            let description = try GraphDescription(model, table)
            let place = KerasPlace(document: "description")
            return (KerasDocument(description.configuration, at: place, version: "3.0.0"), description.parameters)
        }
        return (KerasDocument(described, at: KerasPlace(document: "origin"), version: version), [:])
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
            return error.separate
        }
    }

    /// What the other generation of Keras will do otherwise than the one that described the model.
    static func notices(_ model: Model, _ table: KerasLayerTable, _ options: WriteOptions) -> [String] {
        guard let writing = try? KerasWriting(model, table: table, options: options),
            writing.source.generation != writing.generation
        else { return [] }
        let renamed = writing.paths.sorted { $0.key < $1.key }.map { new, old in
            "layer '\(old)' is written as '\(new)', because Keras \(writing.generation.rawValue) has no such name or activation"
        }
        guard model.layers.contains(where: { $0.kind.hasPrefix("BatchNormalization") }) else { return renamed }
        let (from, to) = writing.generation == .keras3 ? ("unbiased", "biased") : ("biased", "unbiased")
        return renamed + [
            "training in Keras \(writing.generation.rawValue) moves the variance of a batch normalization of images towards the "
                + "batch's \(to) variance, and in Keras \(writing.source.generation.rawValue) towards the \(from) one"
        ]
    }

    /// What only other formats can do.
    private static func refused(_ options: WriteOptions) -> [FerryError] {
        let asked: [(isAsked: Bool, what: String)] = [
            (options.opset != nil, "an operator set"), (options.layout == .nchw, "images channels first"),
            (options.batch != nil, "a fixed batch size"), (options.usesExternalData, "weights in a second file"),
        ]
        let refused = asked.filter(\.isAsked).map { FerryError(.usage, "Ferry writes \($0.what) to ONNX files only") }
        guard let generation = options.kerasGeneration, KerasGeneration(rawValue: generation) == nil else { return refused }
        return refused + [
            FerryError(.usage, "Ferry writes for no such generation of Keras", expected: "2 or 3", found: "\(generation)")
        ]
    }

    /// The version that the file is said to be of: the model's own, or an early one of the generation.
    var version: String {
        let version = Self.version(of: model.origin) ?? ""
        if KerasGeneration(version: version) == generation, version.contains(".") { return version }
        return generation == .keras3 ? "3.0.0" : "2.15.0"
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

    /// The weights by the layers that have them.
    var weightTree: WeightTree { assembled.weights }

    /// The layers as they are written, a nested model before those inside.
    var layers: [Layer] { assembled.model.layers }

    /// The weights that training changes, in Keras's order, by the names of their parameters.
    var trained: [(name: String, shape: [Int])] {
        assembled.weights.trainedWeights.map { (name(of: $0), assembled.weights.weights[$0].shape) }
    }

    private func name(of weight: Int) -> String {
        let weight = assembled.weights.weights[weight]
        // What no operator needs is a parameter all the same, if it was in the file.
        let path = assembled.model.layers[weight.layer].path
        let name = "\(paths[path] ?? path)/\(weight.name)"
        return renamed[name].map { model.graph[$0].name } ?? name
    }

    func source(of weight: Int) -> (any TensorSource)? {
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
    func variables(optimizer: [any TensorSource]) -> HDF5Draft {
        var visited: Set<Int> = []
        var root = HDF5Draft()
        root.add("layers", layers(assembled.weights.nodes, &visited))
        if !optimizer.isEmpty {
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
            variables.attributes = [("name", .string(node.name))]
            group.add("vars", variables)
            container.add(name, group)
        }
        return container
    }
}

extension FerryError {
    /// All problems of one error, each alone.
    var separate: [FerryError] {
        var first = self
        first.others = []
        return [first] + others
    }
}

extension HDF5Draft {
    /// A group of datasets that are named by number.
    fileprivate init(numbering sources: [any TensorSource]) {
        self.init()
        for (index, source) in sources.enumerated() { add(String(index), source) }
    }
}
