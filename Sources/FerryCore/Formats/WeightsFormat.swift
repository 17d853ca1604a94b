/// A format that holds tensors by name and no architecture, and that can be read.
///
/// It needs no ``ModelReader/read(_:options:)`` of its own: its tensors become the parameters of the model that the options give,
/// or that ``FormatRegistry`` makes of `--architecture` or of the file's own description.
public protocol WeightsReader: ModelReader {
    /// The tensors of a file; their elements stay in it.
    ///
    /// - Throws: `malformed`, `unsupported` and `limit`, located in the file; `io`.
    func tensors(in file: any ByteSource) throws(FerryError) -> NamedTensors
}

extension WeightsReader {
    public func read(_ file: any ByteSource, options: ReadOptions) throws(FerryError) -> Imported {
        guard let model = options.model else { throw .lacksArchitecture(file.name, []) }
        do throws(FerryError) {
            return try tensors(in: file).imported(as: model, from: id)
        } catch {
            throw error.at(Location(file: file.name))
        }
    }
}

/// A format that holds tensors by name and no architecture, and that can be written.
///
/// It needs nothing of ``ModelWriter`` but what is here: a model's parameters come by name, whatever the model.
public protocol WeightsWriter: ModelWriter {
    /// All that the format cannot express of `tensors`; empty where ``write(_:to:)`` will succeed.
    func problems(writing tensors: NamedTensors) -> [FerryError]

    /// Writes tensors in windows; the caller commits the file.
    ///
    /// - Throws: ``problems(writing:)``, and `io`.
    func write(_ tensors: NamedTensors, to file: AtomicFile) throws(FerryError)
}

extension WeightsWriter {
    public func problems(writing tensors: NamedTensors) -> [FerryError] { [] }

    public func problems(writing model: Model, options: WriteOptions) -> [FerryError] {
        options.requests.map { request in
            FerryError(.usage, "format '\(id)' holds weights alone: it has no place for \(request)")
        } + problems(writing: NamedTensors(of: model))
    }

    public func write(
        _ model: Model, state: TrainingState?, options: WriteOptions, to file: AtomicFile
    ) throws(FerryError) {
        if let refusal = FerryError.all(problems(writing: model, options: options)) { throw refusal }
        try write(NamedTensors(of: model), to: file)
    }

    public func notices(writing model: Model, state: TrainingState?, options: WriteOptions) -> [String] {
        let parts = [state?.optimizer.map { _ in "the optimizer's state" }, state?.configuration.map { _ in "loss and metrics" }]
            .compactMap(\.self)
        guard !parts.isEmpty else { return [] }
        return ["\(parts.joined(separator: ", ")): left out, because format '\(id)' holds weights alone"]
    }

    public func readOptions(for model: Model, state: TrainingState?, options: WriteOptions) -> ReadOptions {
        var options = ReadOptions()
        options.model = model
        return options
    }
}
