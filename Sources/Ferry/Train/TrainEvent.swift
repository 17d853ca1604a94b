public import FerryTraining

/// What happens during training, for those who watch.
public enum TrainEvent: Sendable {
    /// The folder that the run is kept in, and how many epochs there are at most.
    case began(run: String, epochs: Int)
    case epochEnded(EpochRecord, isBest: Bool)
}
