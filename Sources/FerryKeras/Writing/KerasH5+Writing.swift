public import FerryCore
internal import FerryHDF5

extension KerasH5: ModelWriter {
    public func problems(writing model: Model, options: WriteOptions) -> [FerryError] {
        do throws(FerryError) {
            let writing = try KerasWriting(model, table: table, options: options)
            return LegacyConfiguration.problems(writing)
        } catch {
            return error.separate
        }
    }

    public func write(
        _ model: Model, state: TrainingState?, options: WriteOptions, to file: AtomicFile
    ) throws(FerryError) {
        let writing = try KerasWriting(model, table: table, options: options)
        if let error = FerryError.all(LegacyConfiguration.problems(writing)) { throw error }
        let training = try TrainingWriting(state, for: writing)
        var root = HDF5Draft()
        root.attributes = [("model_config", .string(LegacyConfiguration.model(writing.configuration).text()))]
        if let configuration = LegacyConfiguration.training(training.compileConfiguration, writing.generation) {
            root.attributes.append(("training_config", .string(configuration.text())))
        }
        root.attributes += writing.stamp
        root.add("model_weights", try writing.legacyWeights())
        if options.includesOptimizerState, !training.variables.isEmpty {
            root.change("optimizer_weights") { group in
                var names: [String] = []
                for variable in training.variables { names.append(group.add(variable.source, at: variable.name)) }
                group.attributes = LegacyNames.attributes("weight_names", names)
            }
        }
        try file.append(contentsOf: try HDF5Image(root, name: file.path))
    }

    public func notices(writing model: Model, state: TrainingState?, options: WriteOptions) -> [String] {
        let notices = KerasWriting.notices(model, table, options)
        guard state?.optimizer != nil else { return notices }
        guard options.includesOptimizerState else {
            return notices + [
                "the optimizer's state is left out: --optimizer-state puts it into the file, and in a .keras file it always is"
            ]
        }
        guard options.kerasGeneration ?? 3 == 3 else { return notices }
        return notices + [
            "Keras 3 does not go on training from an .h5 by itself: after loading, call model.compile(…), "
                + "model.optimizer.build(model.trainable_variables) and model.optimizer.set_weights(…) with the datasets that "
                + "weight_names of /optimizer_weights lists, in its order"
        ]
    }

    public func readOptions(for model: Model, state: TrainingState?, options: WriteOptions) -> ReadOptions {
        var options = ReadOptions()
        options.inputShapes = KerasWriting.inputShapes(of: model)
        return options
    }
}
