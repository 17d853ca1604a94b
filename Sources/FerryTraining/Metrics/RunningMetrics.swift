/// Loss and accuracy so far: means over samples, each with the same weight.
public struct RunningMetrics: Hashable, Sendable {
    public private(set) var lossSum = 0.0
    public private(set) var correctCount = 0
    public private(set) var sampleCount = 0

    public init() {}

    public init(lossSum: Double, correctCount: Int, sampleCount: Int) {
        (self.lossSum, self.correctCount, self.sampleCount) = (lossSum, correctCount, sampleCount)
    }

    /// Not a number where there are no samples.
    public var loss: Double { lossSum / Double(sampleCount) }
    public var accuracy: Double { Double(correctCount) / Double(sampleCount) }

    public mutating func add(_ other: RunningMetrics) {
        lossSum += other.lossSum
        correctCount += other.correctCount
        sampleCount += other.sampleCount
    }

    public mutating func add(loss: Double, isCorrect: Bool) {
        lossSum += loss
        correctCount += isCorrect ? 1 : 0
        sampleCount += 1
    }
}

/// The class that a sample's outputs say.
public enum Prediction {
    /// The largest element's, the first of equals; of a single output, class 1 above one half.
    ///
    /// Keras `metrics/accuracy_metrics.py`, as `accuracy` resolves by the outputs' shape.
    public static func label(_ output: Span<Float>, row: Range<Int>, _ form: LossForm) -> Int {
        if row.count == 1 { return output[row.lowerBound] > (form == .logits ? 0 : 0.5) ? 1 : 0 }
        var best = row.lowerBound
        for index in row.dropFirst() where output[index] > output[best] { best = index }
        return best - row.lowerBound
    }
}
