internal import FerryCore
public import FerryTraining

extension EpochRecord {
    /// One line for people.
    ///
    /// - Parameter isBest: whether no epoch before was better.
    public func line(isBest: Bool) -> String {
        func figures(_ metrics: RunningMetrics) -> String {
            "loss \(metrics.loss.fixed(4))  accuracy \((100 * metrics.accuracy).fixed(2)) %"
        }
        let validated = validation.map { "   validation \(figures($0))" } ?? ""
        let speed = Double(training.sampleCount) / max(seconds, 1e-9)
        return "epoch \(epoch)  \(figures(training))\(validated)   \(seconds.fixed(1)) s  \(Int(speed).grouped) images/s"
            + (isBest ? "  best" : "")
    }
}
