import FerryTraining
import Testing

struct `Early stopping` {
    struct Case: Sendable, CustomTestStringConvertible {
        let stopping: EarlyStopping
        let values: [Double]
        /// Epochs until training stops; nothing where it does not.
        let stopsAfter: Int?
        /// From 1.
        let best: Int
        var testDescription: String { "\(values) with patience \(stopping.patience)" }
    }

    /// The first three were run with real Keras 3.
    static let cases = [
        Case(stopping: EarlyStopping(patience: 2), values: [1, 0.9, 0.95, 0.94], stopsAfter: 4, best: 2),
        Case(stopping: EarlyStopping(patience: 0), values: [1, 1.1], stopsAfter: 2, best: 1),
        Case(stopping: EarlyStopping(patience: 3), values: [1, 0.5, 0.9], stopsAfter: nil, best: 2),
        Case(stopping: EarlyStopping(patience: 1), values: [1, 1], stopsAfter: 2, best: 1),
        Case(stopping: EarlyStopping(patience: 2, minimumDelta: 0.1), values: [1, 0.95, 0.91], stopsAfter: 3, best: 1),
        Case(stopping: EarlyStopping(patience: 2, minimumDelta: -0.1), values: [1, 0.85, 0.9, 0.8], stopsAfter: 4, best: 2),
        Case(stopping: EarlyStopping(patience: 2, baseline: 0.5), values: [1, 0.9, 0.8, 0.85], stopsAfter: 4, best: 3),
        Case(
            stopping: EarlyStopping(.validationAccuracy, patience: 1), values: [0.5, 0.7, 0.7], stopsAfter: 3, best: 2),
    ]

    @Test(arguments: cases)
    func `training stops after the epoch that Keras stops after`(_ example: Case) {
        var state = EarlyStopping.State()
        var stopsAfter: Int?
        for (epoch, value) in example.values.enumerated() where stopsAfter == nil {
            if example.stopping.judge(value, epoch: epoch, &state).stops { stopsAfter = epoch + 1 }
        }
        #expect(stopsAfter == example.stopsAfter)
        #expect(state.bestEpoch == example.best - 1)
    }
}

struct `Reduction on plateaus` {
    @Test func `the rate falls after the patience, waits for the cooldown, and stops at the least`() {
        let reduction = PlateauReduction(factor: 0.5, patience: 2, minimumDelta: 0.01, cooldown: 1, minimumRate: 0.2)
        var state = PlateauReduction.State()
        var rate: Float = 1
        let rates = [1, 0.995, 0.995, 1, 1, 1, 1, 1, 1, 1].map { value in
            rate = reduction.judge(value, rate: rate, &state)
            return rate
        }
        #expect(rates == [1, 1, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2, 0.2])
    }
}

struct `Event files` {
    @Test func `records are what TensorFlow writes`() {
        var file = EventFile(startedAt: 1)
        file.append(0.5, tag: "loss", step: 300, at: 2)
        // tf.io.TFRecordWriter of TensorFlow 2.21, with Event messages of these values.
        #expect(
            file.bytes == [
                0x18, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xa3, 0x7f, 0x4b, 0x22, 0x09, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
                0xf0, 0x3f, 0x1a, 0x0d, 0x62, 0x72, 0x61, 0x69, 0x6e, 0x2e, 0x45, 0x76, 0x65, 0x6e, 0x74, 0x3a, 0x32, 0x86, 0xbf,
                0x57, 0x7a, 0x1b, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x1a, 0x0d, 0x9e, 0x13, 0x09, 0x00, 0x00, 0x00, 0x00,
                0x00, 0x00, 0x00, 0x40, 0x10, 0xac, 0x02, 0x2a, 0x0d, 0x0a, 0x0b, 0x0a, 0x04, 0x6c, 0x6f, 0x73, 0x73, 0x15, 0x00,
                0x00, 0x00, 0x3f, 0xdf, 0xc5, 0x2b, 0x60,
            ])
    }
}
