public import FerryCore

/// How a model is run.
public struct RunOptions: Sendable {
    public enum Precision: String, Sendable, CaseIterable {
        /// The executor.
        case float32
        /// The operators' definitions: exact to the last few bits, and slow.
        case float64
    }

    /// The model file's format; told by its content unless given.
    public var source: FormatID?
    public var read = ReadOptions()
    public var precision = Precision.float32
    /// Samples that are computed at a time: memory grows with it.
    public var batch = 32
    /// Whether every layer's output is kept, and not only the model's.
    public var keepsAllValues = false
    /// Threads of the executor; nothing for all cores.
    public var threads: Int?

    public init() {}
}
