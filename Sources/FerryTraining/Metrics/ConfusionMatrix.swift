/// How often each class was taken for each other.
public struct ConfusionMatrix: Hashable, Sendable {
    public let classNames: [String]
    /// Rows are true classes, columns what was predicted.
    public private(set) var counts: [[Int]]

    public init(classNames: [String]) {
        self.classNames = classNames
        counts = classNames.map { _ in [Int](repeating: 0, count: classNames.count) }
    }

    public mutating func add(truth: Int, predicted: Int) { counts[truth][predicted] += 1 }

    /// What is usually asked of one class. Nothing where the denominator is 0.
    public struct ClassScores: Hashable, Sendable {
        /// Of those predicted, how many are right.
        public let precision: Double?
        /// Of those there are, how many were found.
        public let recall: Double?
        /// The harmonic mean of both: 2 · hits / (predicted + there are).
        public let f1: Double?
        /// How many there are.
        public let support: Int
    }

    public func scores(ofClass index: Int) -> ClassScores {
        let hits = counts[index][index]
        let support = counts[index].reduce(0, +)
        let predicted = counts.reduce(0) { $0 + $1[index] }
        func ratio(_ part: Int, _ whole: Int) -> Double? { whole == 0 ? nil : Double(part) / Double(whole) }
        return ClassScores(
            precision: ratio(hits, predicted), recall: ratio(hits, support), f1: ratio(2 * hits, predicted + support),
            support: support)
    }
}
