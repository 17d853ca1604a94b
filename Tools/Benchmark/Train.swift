internal import ArgumentParser
internal import Ferry
internal import FerryCore
internal import FerryKeras
internal import FerryTraining

/// What both ways to measure training are given.
struct TrainingArguments: ParsableArguments {
    @Argument(help: "An .npz file as Keras's mnist.npz.") var data: String
    @Option(help: "One of Ferry's architectures.") var architecture = "mnist-cnn"
    @Option var batch = 32
    @Option var threads = 2

    var options: TrainingOptions {
        get throws {
            var options = TrainingOptions(
                try Adam(OptimizerConfiguration([:], optimizer: Adam.name)), .sparseCategoricalCrossentropy)
            (options.batchSize, options.epochs, options.threads) = (batch, .max, threads)
            return options
        }
    }

    var model: Model { get throws { try KerasRecipes.model(named: architecture, seed: 0) } }
}

/// How many pictures a second an architecture learns from.
struct Train: ParsableCommand {
    @OptionGroup var arguments: TrainingArguments
    @Option(help: "How long to measure.") var seconds = 2.0

    func run() throws {
        let trainer = try Trainer(
            try arguments.model, on: try DataSource(arguments.data).load(.train), try arguments.options)
        var failure: (any Error)?
        let timing = Timing(seconds: seconds) {
            do { try trainer.step() } catch { failure = error }
        }
        if let failure { throw failure }
        let rate = Double(arguments.batch) * 1e6 / timing.mean
        print(#"{"pictures_per_second": \#(rate), "median_us": \#(timing.median), "p05_us": \#(timing.quantile(0.05))}"#)
    }
}

/// How fast an epoch of the documented pipeline is, the augmentation and the validation that ends it among it.
struct Epoch: ParsableCommand {
    @OptionGroup var arguments: TrainingArguments

    func run() throws {
        let source = DataSource(arguments.data)
        var options = try arguments.options
        options.augmentation = Augmentation.documented
        let data = try source.load(.train)
        let trainer = try Trainer(try arguments.model, on: data, validation: try source.load(.test), options)
        let begin = ContinuousClock.now
        while try trainer.step() == nil {}
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        print(#"{"pictures_per_second": \#(Double(data.count) / seconds), "seconds": \#(seconds)}"#)
    }
}
