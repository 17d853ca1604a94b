public import FerryCore
internal import FerryKeras
internal import FerryTraining

/// Trains a recipe, goes on training a model file, or goes on with a run that was interrupted.
///
/// The run's folder always holds a complete checkpoint, and the same run comes to the same bits however often it was interrupted.
///
/// - Parameters:
///   - observe: told what happens.
///   - shouldStop: asked after each step; where it says yes, the run is saved and can be resumed.
/// - Throws: before any work, what is wrong with options, model, data and outputs; `malformed` where the loss stops being a
///   number; `io`.
public func train(
    _ options: TrainOptions = TrainOptions(), formats: FormatRegistry = .standard, progress: Progress = .none,
    observing observe: (TrainEvent) -> Void = { _ in }, until shouldStop: () -> Bool = { false }
) throws(FerryError) -> TrainReport {
    try TrainJob(options, formats, progress).run(observe, shouldStop)
}

/// A training run from its start to its files.
private struct TrainJob {
    private let options: TrainOptions
    private let settings: TrainSettings
    private let folder: RunFolder
    private let trainer: Trainer
    private let parts: DataParts
    private let outputs: [ModelOutput]
    private let formats: FormatRegistry
    private let progress: Progress

    init(_ options: TrainOptions, _ formats: FormatRegistry, _ progress: Progress) throws(FerryError) {
        (self.options, self.formats, self.progress) = (options, formats, progress)
        let saved = if let path = options.resumes { try TrainSettings(RunFolder(path).settings()) } else { nil as TrainSettings? }
        let source = saved?.source ?? options.source
        let recipe = Recipe.named(source)
        var read = options.read
        read.architecture = saved?.architecture ?? read.architecture
        let imported = recipe == nil ? try Self.read(source, read, formats) : nil
        if let imported { try KerasTraining.check(imported.model) }
        var settings = if let saved { saved } else { try TrainSettings(options, recipe: recipe, imported) }
        if saved != nil, let epochs = options.epochs { settings.epochs = epochs }
        let model =
            if let recipe { try KerasRecipes.model(named: recipe.architecture, seed: settings.seed) } else { imported!.model }
        parts = try DataParts(settings.data, settings.validation)
        if saved == nil, let schedule = options.schedule {
            try settings.follow(schedule, sampleCount: parts.training.count)
        }
        self.settings = settings
        var outputs: [ModelOutput] = []
        for path in options.outputs {
            let output = try ModelOutput(path, replacesExisting: options.replacesExisting, formats)
            try output.check(model, WriteOptions())
            outputs.append(output)
        }
        self.outputs = outputs
        if let best = options.best {
            // A run that goes on finds its own file there.
            let replaces = options.replacesExisting || saved != nil
            try ModelOutput(best, replacesExisting: replaces, formats).check(model, WriteOptions())
        }
        var training = settings.training
        training.threads = options.threads
        trainer = try Trainer(model, on: parts.training, validation: parts.validation, training)
        if let state = imported?.state?.optimizer, !settings.startsOptimizerAfresh { try trainer.adopt(state) }
        folder = RunFolder(options.resumes ?? options.run ?? Self.newFolder(for: recipe?.name ?? "fine-tuning"))
        if saved == nil { try folder.create(settings.json) } else { try folder.restore(trainer) }
    }

    private static func read(
        _ path: String, _ options: ReadOptions, _ formats: FormatRegistry
    ) throws(FerryError) -> Imported {
        do {
            return try formats.read(path, options)
        } catch {
            guard error.code == .missingFile, !path.contains("/"), !path.contains(".") else { throw error }
            let names = Recipe.all.map(\.name)
            throw FerryError(
                .usage, "'\(path)' is no recipe and no file", expected: names.joined(separator: ", ") + ", or a model file",
                remedy: Suggestion.nearest(to: path, among: names).map { "did you mean '\($0)'?" } ?? "ferry train --list")
        }
    }

    /// `runs/NAME-1`, or the first number that is free.
    private static func newFolder(for name: String) -> String {
        var number = 1
        while RunFolder("runs/\(name)-\(number)").exists { number += 1 }
        return "runs/\(name)-\(number)"
    }

    func run(_ observe: (TrainEvent) -> Void, _ shouldStop: () -> Bool) throws(FerryError) -> TrainReport {
        observe(.began(run: folder.path, epochs: settings.epochs))
        var meter = TrainMeter(settings, trainer)
        var lastSave = ContinuousClock.now
        while !trainer.progress.isFinished {
            if let record = try trainer.step() {
                try folder.save(trainer)
                try folder.writeHistory(trainer.progress.history)
                lastSave = .now
                let isBest = trainer.progress.earlyStopping.bestEpoch == record.epoch - 1
                if isBest { try writeBest() }
                observe(.epochEnded(record, isBest: isBest))
            } else if (ContinuousClock.now - lastSave) > .seconds(options.checkpointInterval) {
                try folder.save(trainer)
                lastSave = .now
            }
            meter.show(trainer, progress)
            if shouldStop(), !trainer.progress.isFinished {
                try folder.save(trainer)
                return TrainReport(folder, settings, trainer)
            }
        }
        return try finish()
    }

    private var state: TrainingState {
        TrainingState(configuration: trainer.options.compilation, optimizer: trainer.optimizerState)
    }

    private func writeBest() throws(FerryError) {
        guard let path = options.best else { return }
        let output = try ModelOutput(path, replacesExisting: true, formats)
        try output.write(trainer.model, state: state, WriteOptions(), progress: .none)
        try output.commit()
    }

    /// Measures the trained model, and writes it.
    private func finish() throws(FerryError) -> TrainReport {
        var report = TrainReport(folder, settings, trainer)
        let model = trainer.model
        let evaluator = Evaluator(trainer.head, threads: options.threads)
        progress("measuring", 0)
        report.training = try evaluator.evaluate(model, on: parts.training)
        progress("measuring", 0.7)
        if let data = parts.validation { report.validation = try evaluator.evaluate(model, on: data) }
        if let data = parts.test { report.test = try evaluator.evaluate(model, on: data) }
        progress("measuring", 1)
        for output in outputs {
            try output.write(model, state: state, WriteOptions(), progress: progress)
            let written = try output.readBack(as: model, state: state, WriteOptions())
            let comparison = try Verifier(VerifyOptions(), progress: progress).compare(model, with: written)
            report.add(output.path, comparison)
            if comparison.passes { try output.commit() }
        }
        return report
    }
}
