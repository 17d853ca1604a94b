import Ferry
import FerryKeras
import Testing

@Suite struct `Every recipe` {
    @Test(arguments: KerasRecipes.names)
    func `learns what is easy to tell apart`(name: String) throws {
        let data = Self.stripes
        var options = TrainingOptions(try Optimizers.named("adam"), .categoricalCrossentropy)
        (options.batchSize, options.epochs, options.seed) = (16, 3, 5)
        let trainer = try Trainer(KerasRecipes.model(named: name, seed: 3), on: data, options)
        while !trainer.progress.isFinished { try trainer.step() }
        let losses = trainer.progress.history.map(\.training.loss)
        #expect(losses.count == 3)
        // From guessing one of ten classes, ln 10.
        #expect(losses[2] < 0.8 * losses[0], "\(losses)")
        #expect(losses[2] < 2, "\(losses)")
    }

    /// 80 pictures: where the bright stripe is says the class; the rest is noise.
    private static let stripes: DataSet = {
        let labels = (0..<80).map { $0 % 10 }
        let bytes = labels.indices.flatMap { picture in
            (0..<784).map { pixel in
                let row = pixel / 28 - 2 * labels[picture] - 4
                return UInt8(truncatingIfNeeded: (0..<3).contains(row) ? 230 : (picture * 131 + pixel * 57) % 61)
            }
        }
        return DataSet(
            name: "stripes", height: 28, width: 28, channels: 1, bytes: bytes, labels: labels,
            classNames: DataSet.digitNames)
    }()
}
