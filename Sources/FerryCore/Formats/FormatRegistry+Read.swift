extension FormatRegistry {
    /// Reads a model by a reader of this registry.
    ///
    /// Weights without an architecture become parameters of `options.model`, else of the model that `options.architecture`
    /// names, else of the one that their file describes.
    ///
    /// - Throws: what the reader refuses; `usage` where there is no architecture; what reading the architecture throws, located
    ///   in it.
    public func read(
        _ file: any ByteSource, by reader: any ModelReader, _ options: ReadOptions = ReadOptions()
    ) throws(FerryError) -> Imported {
        guard let reader = reader as? any WeightsReader, options.model == nil else {
            return try reader.read(file, options: configured(options, for: reader))
        }
        do throws(FerryError) {
            let tensors = try reader.tensors(in: file)
            guard let (model, constants) = try architecture(for: tensors, options) else {
                throw FerryError.lacksArchitecture(file.name, architectureNames)
            }
            return try tensors.imported(as: model, from: reader.id, keeping: constants)
        } catch {
            throw error.at(Location(file: file.name))
        }
    }

    /// The built-in architectures of all formats, by name.
    public var architectureNames: [String] { architectureReaders.flatMap(\.architectureNames) }

    private var architectureReaders: [any ArchitectureReader] { formats.compactMap { $0 as? any ArchitectureReader } }

    /// The options with a configuration where the reader needs one and `options.architecture` is a file of another format, whose
    /// model has one.
    ///
    /// - Throws: what reading the architecture throws, located in it; `unsupported` where its model has none.
    private func configured(_ options: ReadOptions, for reader: any ModelReader) throws(FerryError) -> ReadOptions {
        guard reader.needsConfiguration, options.configuration == nil, let name = options.architecture,
            !architectureNames.contains(name), let file = try? FileByteSource(path: name),
            try described(.file(file), options) == nil, let source = try? self.reader(for: file),
            !source.needsConfiguration
        else { return options }
        var options = options
        options.architecture = nil
        do {
            options.configuration = try read(file, by: source, options).model.origin.configuration
        } catch {
            throw error.at(Location(file: name))
        }
        guard options.configuration != nil else {
            throw FerryError(
                .unsupported, "the model does not say how its layers are configured, which these weights need",
                expected: "an architecture of the framework that wrote the weights", at: Location(file: name))
        }
        return options
    }

    /// A model whose parameters await their tensors, but for constants of its architecture.
    private typealias Architecture = (model: Model, constants: Set<ValueID>)

    /// The model that tensors belong to; nothing where neither the options nor the tensors' file tell.
    ///
    /// - Throws: what reading the architecture throws, located in it.
    private func architecture(for tensors: NamedTensors, _ options: ReadOptions) throws(FerryError) -> Architecture? {
        if let name = options.architecture { return try architecture(named: name, options) }
        guard let description = tensors.description else { return nil }
        var options = options
        options.inputShapes.merge(description.inputShapes) { given, _ in given }
        return try described(.description(description), options)
    }

    /// The model of this name: a built-in architecture, a file that describes one, or any model file.
    ///
    /// - Throws: `missingFile` with what the name may have meant, and what reading the file throws, located in it.
    private func architecture(named name: String, _ options: ReadOptions) throws(FerryError) -> Architecture {
        if let built = try described(.name(name), options) { return built }
        do throws(FerryError) {
            let file = try FileByteSource(path: name)
            if let described = try described(.file(file), options) { return described }
            var options = options
            options.architecture = nil
            return (try read(file, by: try reader(for: file), options).model, [])
        } catch {
            var error = error.at(Location(file: name))
            if error.code == .missingFile, !name.contains("/"), !name.contains(".") {
                let similar = Suggestion.nearest(to: name, among: architectureNames)
                error.remedy =
                    similar.map { "did you mean '\($0)'?" }
                    ?? "built-in architectures: \(architectureNames.joined(separator: ", "))"
            }
            throw error
        }
    }

    private func described(_ source: ArchitectureSource, _ options: ReadOptions) throws(FerryError) -> Architecture? {
        for reader in architectureReaders {
            guard let model = try reader.architecture(source, options: options) else { continue }
            return (model, Set(model.parameters.filter { !($0.value is DeclaredTensor) }.keys))
        }
        return nil
    }
}

extension FerryError {
    /// - Parameter names: the built-in architectures.
    static func lacksArchitecture(_ weights: String, _ names: [String]) -> FerryError {
        let builtIn = names.isEmpty ? "" : ", or \(names.joined(separator: ", "))"
        return FerryError(
            .usage, "the file holds weights and no architecture", expected: "an architecture beside it",
            at: Location(file: weights),
            remedy: "give --architecture FILE|NAME: a model's JSON, a model file\(builtIn)")
    }
}
