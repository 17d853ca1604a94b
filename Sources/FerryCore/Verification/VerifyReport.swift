/// The outcome of comparing two models layer by layer.
public struct VerifyReport: Sendable {
    /// What one layer of the reference and its counterpart answered.
    public struct Row: Sendable {
        public enum Verdict: String, Sendable { case agrees, differs, misshapen }

        /// The layer's output in the reference.
        public var name: String
        /// The value that it was compared with, where that bears another name.
        public var counterpart: String?
        /// The layer's class.
        public var kind: String
        /// `[samples, …]`
        public var shape: [Int]
        /// The counterpart's shape, where that is another.
        public var foundShape: [Int]?
        /// Both sides in float64; the candidate alone in float64 where the reference is a recording.
        public var float64: Difference?
        /// Both sides in float32.
        public var float32: Difference?
        public var verdict: Verdict
    }

    /// What became of the reference's parameters.
    public struct Parameters: Sendable {
        /// How many agree to the bit.
        public var identical = 0
        /// Names of those whose bits differ, with the first place.
        public var different: [(name: String, index: [Int])] = []
        /// Names of those without a counterpart.
        public var unmatched: [String] = []
    }

    public var rows: [Row]
    /// Layers of the reference that have no counterpart.
    public var missing: [String]
    /// Layers of the candidate that have no counterpart.
    public var extra: [String]
    /// Nothing where the reference is a recording.
    public var parameters: Parameters?
    public var samples: Int
    public var options: VerifyOptions

    public var passes: Bool {
        rows.allSatisfy { $0.verdict == .agrees } && !rows.isEmpty
            && (parameters?.different.isEmpty ?? true)
            && (options.allowsUnmatched || missing.isEmpty && extra.isEmpty)
    }

    /// The first layer, in the order of computation, that does not agree.
    public var firstDivergence: Row? { rows.first { $0.verdict != .agrees } }

    /// The largest relative difference of any layer in float32.
    public var largestRelative: Double { rows.compactMap { $0.float32?.relative }.max() ?? 0 }
    /// The largest relative difference of any layer in float64.
    public var largestExact: Double { rows.compactMap { $0.float64?.relative }.max() ?? 0 }
}
