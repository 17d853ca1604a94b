/// Ends training when a figure has not become better for a while.
///
/// Keras `callbacks/early_stopping.py`.
public struct EarlyStopping: Hashable, Sendable {
    public var monitor: Monitor
    /// Epochs in a row without improvement after which training stops.
    public var patience: Int
    /// Less than this is no improvement.
    public var minimumDelta: Double
    /// What has to be beaten for the wait to begin anew.
    public var baseline: Double?
    /// Whether the best epoch's parameters come back at the end, even if training was not stopped.
    public var restoresBest: Bool

    public init(
        _ monitor: Monitor = .validationLoss, patience: Int, minimumDelta: Double = 0, baseline: Double? = nil,
        restoresBest: Bool = true
    ) {
        (self.monitor, self.patience, self.minimumDelta) = (monitor, patience, abs(minimumDelta))
        (self.baseline, self.restoresBest) = (baseline, restoresBest)
    }

    /// What it remembers from epoch to epoch.
    public struct State: Hashable, Sendable {
        public var best: Double?
        /// The epoch of the best figure, from 0.
        public var bestEpoch: Int?
        public var wait = 0

        public init() {}
    }

    public struct Verdict: Hashable, Sendable {
        public let isBest: Bool
        public let stops: Bool
    }

    /// Looks at an epoch's figure.
    ///
    /// - Parameter epoch: from 0.
    public func judge(_ value: Double, epoch: Int, _ state: inout State) -> Verdict {
        state.wait += 1
        if monitor.isBetter(value, than: state.best, by: minimumDelta) {
            (state.best, state.bestEpoch) = (value, epoch)
            if baseline.map({ monitor.isBetter(value, than: $0, by: minimumDelta) }) ?? true { state.wait = 0 }
            return Verdict(isBest: true, stops: false)
        }
        return Verdict(isBest: false, stops: state.wait >= patience && epoch > 0)
    }
}
