/// A figure of each epoch that callbacks look at, by Keras's names.
public enum Monitor: String, Hashable, Sendable, CaseIterable {
    case loss
    case accuracy
    case validationLoss = "val_loss"
    case validationAccuracy = "val_accuracy"

    /// Nothing where there was no validation.
    public func value(of record: EpochRecord) -> Double? {
        switch self {
        case .loss: record.training.loss
        case .accuracy: record.training.accuracy
        case .validationLoss: record.validation?.loss
        case .validationAccuracy: record.validation?.accuracy
        }
    }

    /// Whether `value` is better than `best` by more than `least`. Without a best, everything is.
    func isBetter(_ value: Double, than best: Double?, by least: Double) -> Bool {
        guard let best else { return true }
        switch self {
        case .loss, .validationLoss: return value + least < best
        case .accuracy, .validationAccuracy: return value - least > best
        }
    }
}
