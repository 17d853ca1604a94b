internal import FerryCore
internal import FerryTraining

/// What the progress bar says of a training run.
struct TrainMeter {
    private let epochs: Int
    private let sampleCount: Int
    private var began = ContinuousClock.now
    private var doneAtStart: Int
    private var shown: ContinuousClock.Instant?
    private static let interval = Duration.milliseconds(100)

    init(_ settings: TrainSettings, _ trainer: Trainer) {
        epochs = settings.epochs
        sampleCount = trainer.data.count
        doneAtStart = trainer.progress.epoch * sampleCount + trainer.progress.position
    }

    mutating func show(_ trainer: Trainer, _ progress: Progress) {
        let now = ContinuousClock.now
        if let shown, now - shown < Self.interval { return }
        shown = now
        let state = trainer.progress
        guard !state.isFinished, state.position > 0 else { return }
        let seconds = (now - began) / .seconds(1)
        let speed = Double(state.epoch * sampleCount + state.position - doneAtStart) / max(seconds, 1e-9)
        let left = Double(sampleCount - state.position) / max(speed, 1e-9)
        progress(
            "epoch \(state.epoch + 1)/\(epochs)", Double(state.position) / Double(sampleCount),
            detail: "loss \(state.metrics.loss.fixed(4))  accuracy \((100 * state.metrics.accuracy).fixed(2)) %  "
                + "\(Int(speed).grouped) images/s  \(Int(left.rounded(.up))) s left")
    }
}
