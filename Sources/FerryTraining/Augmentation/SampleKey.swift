/// Names one use of one picture in a training run; what is random about it depends on these numbers alone.
public struct SampleKey: Hashable, Sendable {
    public var seed: UInt64
    public var epoch: Int
    /// The picture's index in its data set, whatever the order of the epoch.
    public var sample: Int

    public init(seed: UInt64, epoch: Int, sample: Int) {
        (self.seed, self.epoch, self.sample) = (seed, epoch, sample)
    }
}
