/// Where a training run is: with the parameters and the optimizer's slots, all that it takes to go on.
public struct TrainingProgress: Hashable, Sendable {
    /// The epoch under way, from 0; at the end, how many there were.
    public internal(set) var epoch = 0
    /// Samples of the epoch that are done.
    public internal(set) var position = 0
    /// Updates so far.
    public internal(set) var iteration = 0
    /// Of the epoch so far.
    public internal(set) var metrics = RunningMetrics()
    public internal(set) var history: [EpochRecord] = []
    public internal(set) var earlyStopping = EarlyStopping.State()
    public internal(set) var plateau = PlateauReduction.State()
    /// Where plateaus lowered it.
    public internal(set) var learningRate: Float?
    /// Seconds that the epoch took so far.
    public internal(set) var seconds = 0.0
    /// Whether there is nothing left to do.
    public internal(set) var isFinished = false
    /// Whether early stopping ended it.
    public internal(set) var isStopped = false

    public init() {}
}
