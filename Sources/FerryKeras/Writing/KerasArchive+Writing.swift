internal import FerryArchive
public import FerryCore
internal import FerryHDF5

extension KerasArchive: ModelWriter {
    public func problems(writing model: Model, options: WriteOptions) -> [FerryError] {
        KerasWriting.problems(model, table, options)
    }

    public func write(
        _ model: Model, state: TrainingState?, options: WriteOptions, to file: AtomicFile
    ) throws(FerryError) {
        let writing = try KerasWriting(model, table: table, options: options)
        let training = try TrainingWriting(state, for: writing)
        var configuration = writing.configuration.object ?? [:]
        configuration["compile_config"] = training.compileConfiguration
        let metadata: JSONValue = ["keras_version": .string(writing.version)]
        let weights = try HDF5Image(
            writing.variables(optimizer: training.variables.map(\.source)), name: "\(file.path): model.weights.h5")
        // Keras's own order, and stored as Keras does it: weights can be read where they lie.
        try ZipWriter.write(
            [
                Self.member("metadata.json", metadata), Self.member("config.json", .object(configuration)),
                ZipWriter.Member(name: "model.weights.h5", method: .stored, contents: weights),
            ], to: file)
    }

    public func notices(writing model: Model, state: TrainingState?, options: WriteOptions) -> [String] {
        KerasWriting.notices(model, table, options)
    }

    public func readOptions(for model: Model, state: TrainingState?, options: WriteOptions) -> ReadOptions {
        var options = ReadOptions()
        options.inputShapes = KerasWriting.inputShapes(of: model)
        return options
    }

    private static func member(_ name: String, _ value: JSONValue) -> ZipWriter.Member {
        ZipWriter.Member(name: name, method: .stored, contents: MemoryByteSource(Array(value.text().utf8), name: name))
    }
}
