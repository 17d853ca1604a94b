internal import FerryCore
internal import FerryTraining

/// What a run was started with, complete: kept in its folder, so that it can go on.
struct TrainSettings {
    var source: String
    var architecture: String?
    var data: String
    var validation: TrainOptions.Validation
    var optimizer: any Optimizer
    var loss: Loss
    var isFromLogits: Bool
    var batchSize: Int
    var epochs: Int
    var patience: Int?
    var plateau: PlateauReduction?
    var augmentation: Augmentation?
    var shuffles: Bool
    var seed: UInt64
    var startsOptimizerAfresh: Bool

    /// - Parameter imported: the model file to start from; nothing for a recipe.
    /// - Throws: `usage`, `unsupported` where optimizer or loss are none that Ferry has.
    init(_ options: TrainOptions, recipe: Recipe?, _ imported: Imported?) throws(FerryError) {
        source = options.source
        architecture = options.read.architecture
        data = options.data
        validation = options.validation
        let training = imported?.state?.configuration
        let known = recipe ?? Recipe(name: "", summary: "", architecture: "", patience: nil, augmentation: nil)
        if let name = options.optimizer ?? recipe?.optimizer {
            optimizer = try Optimizers.named(name)
        } else if let configuration = training?["optimizer_config"] ?? training?["optimizer"] {
            optimizer = try Optimizers.read(configuration)
        } else {
            optimizer = try Optimizers.named(known.optimizer)
        }
        if let rate = options.learningRate {
            optimizer.learningRate = .constant(rate)
        } else if options.optimizer == nil, !options.startsOptimizerAfresh, case .constant = optimizer.learningRate,
            let rate = imported?.state?.optimizer?.learningRate
        {
            // What callbacks have made of it counts, and not what the model was compiled with.
            optimizer.learningRate = .constant(rate)
        }
        let compiled = try CompiledLoss(options.loss == nil ? training : nil)
        loss = options.loss ?? compiled.loss ?? known.loss
        isFromLogits = compiled.isFromLogits
        batchSize = options.batchSize ?? known.batchSize
        epochs = options.epochs ?? known.epochs
        patience = options.validation == .none ? nil : options.patience ?? known.patience
        plateau = options.plateauPatience.map { PlateauReduction(factor: options.plateauFactor, patience: $0) }
        let augments = options.augments ?? (known.augmentation != nil)
        augmentation = augments ? known.augmentation ?? .documented : nil
        shuffles = options.shuffles
        seed = options.seed
        startsOptimizerAfresh = options.startsOptimizerAfresh
    }

    /// Has the learning rate go down from where it begins.
    ///
    /// - Throws: `usage` where it follows a schedule already.
    mutating func follow(_ schedule: TrainOptions.Schedule, sampleCount: Int) throws(FerryError) {
        guard case .constant(let initial) = optimizer.learningRate else {
            throw FerryError(
                .usage, "the optimizer's learning rate follows a schedule already",
                remedy: "give --learning-rate beside --schedule")
        }
        let steps = (sampleCount + batchSize - 1) / batchSize
        optimizer.learningRate =
            switch schedule {
            case .cosine: .cosineDecay(initial: initial, steps: steps * epochs, floor: 0, warmUp: nil)
            case .exponential: .exponentialDecay(initial: initial, steps: steps, rate: 0.9, isStaircase: false)
            }
    }

    var training: TrainingOptions {
        var training = TrainingOptions(optimizer, loss)
        training.isFromLogits = isFromLogits
        training.batchSize = batchSize
        training.epochs = epochs
        training.seed = seed
        training.shuffles = shuffles
        training.augmentation = augmentation
        training.plateauReduction = plateau
        training.earlyStopping = patience.map { EarlyStopping(patience: $0) }
        return training
    }
}
