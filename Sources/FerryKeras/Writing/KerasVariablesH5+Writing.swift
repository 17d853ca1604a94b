public import FerryCore
internal import FerryHDF5

extension KerasVariablesH5: ModelWriter {
    public func problems(writing model: Model, options: WriteOptions) -> [FerryError] {
        KerasWriting.problems(model, table, options)
    }

    public func write(
        _ model: Model, state: TrainingState?, options: WriteOptions, to file: AtomicFile
    ) throws(FerryError) {
        let writing = try KerasWriting(model, table: table, options: options)
        let training = try TrainingWriting(state, for: writing)
        let image = try HDF5Image(writing.variables(optimizer: training.variables.map(\.source)), name: file.path)
        try file.append(contentsOf: image)
    }

    public func notices(writing model: Model, state: TrainingState?, options: WriteOptions) -> [String] {
        KerasWriting.notices(model, table, options)
    }

    public func readOptions(for model: Model, state: TrainingState?, options: WriteOptions) -> ReadOptions {
        let written = options
        var options = ReadOptions()
        options.inputShapes = KerasWriting.inputShapes(of: model)
        guard let writing = try? KerasWriting(model, table: table, options: written),
            var configuration = writing.configuration.object
        else {
            return options
        }
        // The file does not say which optimizer its variables belong to.
        configuration["compile_config"] = (try? TrainingWriting(state, for: writing))?.compileConfiguration
        // Without modules, only this tells the generation.
        configuration["keras_version"] = .string(writing.version)
        options.configuration = .object(configuration)
        return options
    }
}
