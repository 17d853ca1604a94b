public import FerryCore
public import FerryTraining

/// What to train, and how. What is nothing here is as the recipe says, or as the model's file says.
public struct TrainOptions: Sendable {
    /// What validation loss and early stopping look at.
    public enum Validation: Hashable, Sendable {
        /// The data's test part, as the documented pipeline has it.
        case test
        /// The last part of the training data, which is then not trained on.
        case fraction(Double)
        case none
    }

    /// How the learning rate goes down over a run.
    public enum Schedule: String, CaseIterable, Sendable {
        /// Half a cosine, to nothing at the last step of all epochs.
        case cosine
        /// By a tenth in each epoch, a little with each step.
        case exponential
    }

    /// A recipe's name or the path of a model file.
    public var source = "mnist-cnn"
    public var read = ReadOptions()
    /// A folder of data, an `.npz` file, or `synthetic`: the drawn digits.
    public var data = "synthetic"
    public var validation = Validation.test
    public var optimizer: String?
    public var learningRate: Float?
    /// How the learning rate goes down from where it begins.
    public var schedule: Schedule?
    /// Epochs without a better validation loss after which the learning rate is lowered.
    public var plateauPatience: Int?
    /// What it is multiplied by then.
    public var plateauFactor = PlateauReduction().factor
    public var loss: Loss?
    public var batchSize: Int?
    public var epochs: Int?
    /// Epochs without a better validation loss after which training stops.
    public var patience: Int?
    /// Whether pictures are changed at random.
    public var augments: Bool?
    /// Whether each epoch takes the pictures in another order.
    public var shuffles = true
    /// Whether the optimizer's state in a model file is left aside.
    public var startsOptimizerAfresh = false
    public var seed: UInt64 = 0
    /// Threads; nothing for all cores. It never changes a result.
    public var threads: Int?
    /// The folder for history, checkpoints and events; nothing for a new one below `runs`.
    public var run: String?
    /// The folder of a run to go on with: all settings come from there.
    public var resumes: String?
    /// Model files to write; their extensions tell the formats.
    public var outputs: [String] = []
    /// A model file that is written anew after each epoch that is the best so far.
    public var best: String?
    public var replacesExisting = false
    /// Seconds between checkpoints inside an epoch.
    public var checkpointInterval = 30.0

    public init() {}
}
