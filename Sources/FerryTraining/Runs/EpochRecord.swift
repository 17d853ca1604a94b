/// What an epoch came to.
public struct EpochRecord: Hashable, Sendable {
    /// From 1.
    public var epoch: Int
    /// Means over the epoch, each sample taken before the update that it led to.
    public var training: RunningMetrics
    /// After the epoch.
    public var validation: RunningMetrics?
    /// Of the epoch's last update.
    public var learningRate: Float
    /// Updates since the beginning.
    public var iteration: Int
    /// What the epoch took, validation included.
    public var seconds: Double
    /// When it ended, in seconds since 1970.
    public var endedAt: Double
}
