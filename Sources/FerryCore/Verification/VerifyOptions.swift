/// How two models are compared.
public struct VerifyOptions: Sendable {
    /// Random samples, where no inputs are given. A model of large layers is compared on fewer, which suffice for it.
    public var samples = 8
    public var seed: UInt64 = 0
    /// The inputs to run on, instead of random ones.
    public var inputs: [String: Tensor<Float>]?
    /// The largest difference in float32, relative to the largest magnitude of the layer's output.
    public var tolerance = 1e-5
    /// The same in float64, where both sides are models: only the order of sums may differ.
    public var exactTolerance = 1e-12
    /// Whether layers without a counterpart are no failure.
    public var allowsUnmatched = false
    /// Threads of the float32 executor; nothing for all cores.
    public var threads: Int?

    public init() {}

    static let heavyOperationCount = 1_000_000_000

    /// Values that are in memory at once, on both sides and in float64 among them: some 1 GiB.
    private static let valueLimit = 32_000_000

    /// ``samples``, or one where a sample of this model takes more than 1 GFLOP; fewer where their values would not fit.
    package func samples(for model: Model) -> Int {
        if model.operationCount(batch: 1) > Self.heavyOperationCount { return 1 }
        return min(samples, max(1, Self.valueLimit / max(model.valueElementCount(batch: 1), 1)))
    }
}
