internal import ArgumentParser
internal import Ferry

struct TrainCommand: Subcommand {
    static let configuration = CommandConfiguration(
        commandName: "train",
        abstract: "Trains a recipe, fine-tunes a model file, or resumes a run.",
        discussion: """
            What no option says is as the recipe says, or the model file.

            The run's folder holds its settings, history, TensorBoard events and a
            checkpoint that is complete at any moment. Ctrl-C finishes the step and
            saves; --resume goes on to the same bits as a run that was never
            interrupted.

            EXAMPLES
              ferry train                                      mnist-cnn on drawn digits
              ferry train mnist-cnn --data mnist -o digits.keras -o digits.onnx
              ferry train lenet5 --epochs 5 --no-augment --validation 0.1
              ferry train model.h5 --data mnist --epochs 1 -o tuned.keras
              ferry train --resume runs/mnist-cnn-1
              ferry train --list
            """)

    @Argument(
        help: ArgumentHelp("A recipe, or a model file to go on training; mnist-cnn unless given.", valueName: "recipe|model"),
        completion: .file())
    var source: String?

    @Flag(help: "List the recipes.")
    var list = false

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp("A model file to write; repeatable. Its extension tells its format.", valueName: "out"),
        completion: .file())
    var outputPaths: [String] = []

    @Option(
        help: ArgumentHelp("A model file to write anew after each epoch that is the best so far.", valueName: "out"),
        completion: .file())
    var saveBest: String?

    @Flag(help: "Replace outputs where they exist.")
    var force = false

    @OptionGroup(title: "DATA") var data: DataArguments
    @OptionGroup(title: "TRAINING") var training: TrainingArguments
    @OptionGroup(title: "RUN") var run: RunArguments
    @OptionGroup(title: "READING") var reading: ReadArguments
    @OptionGroup(title: "COMPUTING") var threads: ThreadArguments
    @OptionGroup(title: "TALKING") var output: OutputArguments

    func validate() throws {
        if run.resume != nil, source != nil {
            throw ValidationError("--resume takes all from the run's folder: leave the recipe or model away")
        }
    }

    func perform(_ console: Console) throws(FerryError) -> Int32 {
        guard !list else {
            try console.result(RecipeList.text, json: RecipeList.json)
            return 0
        }
        let stop = StopRequest()
        Interruption.onFirstSignal { stop.ask() }
        let report = try train(options, progress: console.progress, observing: { tell(of: $0, console) }) {
            stop.wasAsked
        }
        try console.result(report.text, json: report.json)
        guard report.isFinished else { return Interruption.exitStatus }
        return report.passes ? 0 : 1
    }

    private var options: TrainOptions {
        var options = TrainOptions()
        if let source { options.source = source }
        options.read = reading.options
        options.data = data.data
        options.validation = training.validation.choice
        options.optimizer = training.optimizer
        options.learningRate = training.learningRate
        options.schedule = training.schedule
        options.plateauPatience = training.reduceOnPlateau
        options.plateauFactor = training.plateauFactor
        options.loss = training.loss
        options.batchSize = training.batchSize
        options.epochs = training.epochs
        options.patience = training.patience
        options.augments = training.augment
        options.shuffles = training.shuffle
        options.startsOptimizerAfresh = training.freshOptimizer
        options.seed = training.seed
        options.threads = threads.threads
        options.run = run.run
        options.resumes = run.resume
        options.outputs = outputPaths
        options.best = saveBest
        options.replacesExisting = force
        options.checkpointInterval = run.checkpointEvery
        return options
    }

    /// What nobody reads any more is no reason to stop training.
    private func tell(of event: TrainEvent, _ console: Console) {
        switch event {
        case .began(let run, _): try? console.note("run: \(run)")
        case .epochEnded(let record, let isBest): try? console.note(record.line(isBest: isBest))
        }
    }
}
