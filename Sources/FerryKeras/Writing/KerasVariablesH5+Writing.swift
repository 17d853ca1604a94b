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
        let training = try TrainingWriting(state, trained: writing.trained)
        let image = try HDF5Image(writing.variables(optimizer: training.variables), name: file.path)
        try file.append(contentsOf: image)
    }

    public func readOptions(for model: Model, state: TrainingState?) -> ReadOptions {
        var options = ReadOptions()
        options.inputShapes = KerasWriting.inputShapes(of: model)
        guard let writing = try? KerasWriting(model, table: table), var configuration = writing.configuration.object else {
            return options
        }
        // The file does not say which optimizer its variables belong to.
        configuration["compile_config"] = (try? TrainingWriting(state, trained: writing.trained))?.configuration
        options.configuration = .object(configuration)
        return options
    }
}
