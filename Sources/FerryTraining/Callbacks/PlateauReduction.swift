/// Lowers the learning rate when a figure has not become better for a while.
///
/// Keras `callbacks/reduce_lr_on_plateau.py`.
public struct PlateauReduction: Hashable, Sendable {
    public var monitor: Monitor
    /// What the rate is multiplied by, below 1.
    public var factor: Double
    public var patience: Int
    public var minimumDelta: Double
    /// Epochs after a reduction in which nothing is counted.
    public var cooldown: Int
    public var minimumRate: Double

    public init(
        _ monitor: Monitor = .validationLoss, factor: Double = 0.1, patience: Int = 10, minimumDelta: Double = 1e-4,
        cooldown: Int = 0, minimumRate: Double = 0
    ) {
        (self.monitor, self.factor, self.patience) = (monitor, factor, patience)
        (self.minimumDelta, self.cooldown, self.minimumRate) = (minimumDelta, cooldown, minimumRate)
    }

    /// What it remembers from epoch to epoch.
    public struct State: Hashable, Sendable {
        public var best: Double?
        public var wait = 0
        public var cooldown = 0

        public init() {}
    }

    /// Looks at an epoch's figure.
    ///
    /// - Returns: the rate of the next epoch.
    public func judge(_ value: Double, rate: Float, _ state: inout State) -> Float {
        if state.cooldown > 0 {
            state.cooldown -= 1
            state.wait = 0
        }
        if monitor.isBetter(value, than: state.best, by: minimumDelta) {
            state.best = value
            state.wait = 0
        } else if state.cooldown == 0 {
            state.wait += 1
            if state.wait >= patience, rate > Float(minimumRate) {
                (state.cooldown, state.wait) = (cooldown, 0)
                return Float(max(Double(rate) * factor, minimumRate))
            }
        }
        return rate
    }
}
