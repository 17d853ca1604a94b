internal import ArgumentParser
internal import Ferry

/// Where pictures come from.
struct DataArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            A folder of IDX files as MNIST has them, or with a folder of pictures for each class; an .npz file; or \
            'synthetic': the drawn digits.
            """,
            valueName: "path|synthetic"),
        completion: .directory)
    var data = "synthetic"
}

/// How a model is trained: what is not given is as the recipe or the model file says.
struct TrainingArguments: ParsableArguments {
    @Option(help: ArgumentHelp("Epochs at most.", valueName: "n"))
    var epochs: Int?

    @Option(help: ArgumentHelp("Pictures of a step.", valueName: "n"))
    var batchSize: Int?

    @Option(help: "The optimizer: \(Optimizers.names.joined(separator: ", ")).", completion: .list(Optimizers.names))
    var optimizer: String?

    @Option(help: ArgumentHelp("The learning rate to begin with.", valueName: "x"))
    var learningRate: Float?

    @Option(help: "Lower the learning rate with each step: cosine to nothing at the end, exponential by a tenth an epoch.")
    var schedule: TrainOptions.Schedule?

    @Option(
        help: ArgumentHelp("Lower the learning rate after so many epochs without a better validation loss.", valueName: "n"))
    var reduceOnPlateau: Int?

    @Option(help: ArgumentHelp("What --reduce-on-plateau multiplies it by.", valueName: "x"))
    var plateauFactor = TrainOptions().plateauFactor

    @Option(help: "What is minimised.")
    var loss: Loss?

    @Flag(inversion: .prefixedNo, help: "Turn, shift and zoom the pictures at random.")
    var augment: Bool?

    @Flag(inversion: .prefixedNo, help: "Take the pictures in another order in each epoch.")
    var shuffle = true

    @Option(help: ArgumentHelp("Stop after so many epochs without a better validation loss.", valueName: "n"))
    var patience: Int?

    @Option(
        help: ArgumentHelp(
            "What to look at after each epoch: the data's test part, a part of the training data held out, or nothing.",
            valueName: "test|fraction|none"))
    var validation = ValidationChoice(choice: .test)

    @Flag(help: "Leave the optimizer's state in a model file aside.")
    var freshOptimizer = false

    @Option(help: ArgumentHelp("Seed of weights, order, dropout and augmentation.", valueName: "n"))
    var seed: UInt64 = 0

    func validate() throws {
        for (name, value) in [("epochs", epochs), ("batch-size", batchSize)] {
            if let value, value < 1 { throw ValidationError("--\(name) takes a number of at least 1, not \(value)") }
        }
        for (name, value) in [("patience", patience), ("reduce-on-plateau", reduceOnPlateau)] {
            if let value, value < 0 { throw ValidationError("--\(name) takes a number of at least 0, not \(value)") }
        }
        guard plateauFactor > 0, plateauFactor < 1 else {
            throw ValidationError("--plateau-factor takes a number between 0 and 1, not \(plateauFactor)")
        }
        if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
            throw ValidationError("--learning-rate takes a number above 0, not \(learningRate)")
        }
    }
}

/// Where a run is kept.
struct RunArguments: ParsableArguments {
    @Option(
        help: ArgumentHelp("The folder for the run; a new one below 'runs' unless given.", valueName: "dir"),
        completion: .directory)
    var run: String?

    @Option(help: ArgumentHelp("Go on with the run in this folder.", valueName: "dir"), completion: .directory)
    var resume: String?

    @Option(help: ArgumentHelp("Seconds between checkpoints inside an epoch.", valueName: "s"))
    var checkpointEvery = TrainOptions().checkpointInterval
}

/// `test`, `none`, or a number between 0 and 1.
struct ValidationChoice: ExpressibleByArgument {
    let choice: TrainOptions.Validation

    init(choice: TrainOptions.Validation) { self.choice = choice }

    init?(argument: String) {
        switch argument {
        case "test": choice = .test
        case "none": choice = .none
        default:
            guard let fraction = Double(argument), fraction > 0, fraction < 1 else { return nil }
            choice = .fraction(fraction)
        }
    }

    var defaultValueDescription: String { "test" }
}
