public import FerryCore
internal import FerryHDF5

extension KerasWeightsH5: ModelWriter {
    public func problems(writing model: Model, options: WriteOptions) -> [FerryError] {
        do throws(FerryError) {
            _ = try writing(model, options)
            return []
        } catch {
            return error.separate
        }
    }

    /// The layout is the same for both generations, which find weights by their order: without a wish, names are as in the source.
    private func writing(_ model: Model, _ options: WriteOptions) throws(FerryError) -> KerasWriting {
        guard !options.includesOptimizerState else {
            throw FerryError(
                .usage, "a file of weights alone has no place for an optimizer's variables",
                remedy: "write a whole model: --to keras-h5")
        }
        return try KerasWriting(model, table: table, options: options, isGenerationFree: true)
    }

    public func write(
        _ model: Model, state: TrainingState?, options: WriteOptions, to file: AtomicFile
    ) throws(FerryError) {
        try file.append(contentsOf: try HDF5Image(try writing(model, options).legacyWeights(), name: file.path))
    }

    public func notices(writing model: Model, state: TrainingState?, options: WriteOptions) -> [String] {
        state == nil ? [] : ["loss, metrics and the optimizer's state are left out of a file of weights alone"]
    }

    public func readOptions(for model: Model, state: TrainingState?, options: WriteOptions) -> ReadOptions {
        var readOptions = ReadOptions()
        readOptions.inputShapes = KerasWriting.inputShapes(of: model)
        guard let writing = try? writing(model, options), var configuration = writing.configuration.object else {
            return readOptions
        }
        // Without modules, only this tells the generation.
        configuration["keras_version"] = .string(writing.version)
        readOptions.configuration = .object(configuration)
        return readOptions
    }
}
