import FerryArchive
import FerryCore
import FerryTraining
import FixtureCases
import Testing

/// A real Keras loss on a batch, of `Fixtures/training/losses.npz`.
struct RecordedLoss: Sendable, CustomTestStringConvertible {
    let name: String
    let function: LossFunction
    let outputs: Tensor<Float>
    let labels: [Int]
    let losses: [Float]
    let gradient: [Float]
    let accuracy: Float

    var testDescription: String { name }

    private static let losses: [String: Loss] = [
        "categorical": .categoricalCrossentropy, "sparse": .sparseCategoricalCrossentropy, "binary": .binaryCrossentropy,
        "squares": .meanSquaredError,
    ]

    static let all: [RecordedLoss] = {
        do {
            let arrays = try NPZ.read(try FileByteSource(path: FixtureCase.folder + "training/losses.npz"))
            let names = arrays.compactMap { $0.name.hasSuffix("/outputs") ? String($0.name.dropLast(8)) : nil }
            return try names.map { name in
                func tensor(_ part: String) throws -> Tensor<Float> {
                    try #require(arrays.first { $0.name == "\(name)/\(part)" }).source.loadFloat()
                }
                let words = name.split(separator: "-")
                let loss = try #require(losses[String(words[0])])
                return RecordedLoss(
                    name: name, function: LossFunction(loss, words.last == "logits" ? .logits : .outputs),
                    outputs: try tensor("outputs"), labels: try tensor("labels").elements.map { Int($0) },
                    losses: try tensor("losses").elements, gradient: try tensor("gradient").elements,
                    accuracy: try tensor("accuracy").elements[0])
            }
        } catch {
            preconditionFailure("the recording cannot be read: \(error)")
        }
    }()

    func row(_ sample: Int) -> Range<Int> { sample * outputs.shape[1]..<(sample + 1) * outputs.shape[1] }
}

struct `Losses against Keras` {
    @Test func `every loss is recorded in both forms`() {
        #expect(Set(RecordedLoss.all.map(\.function.loss)) == Set(Loss.allCases))
        #expect(Set(RecordedLoss.all.map(\.function.form)) == [.logits, .outputs])
    }

    @Test(arguments: RecordedLoss.all)
    func `each sample's loss is Keras's`(_ recorded: RecordedLoss) {
        for (sample, label) in recorded.labels.enumerated() {
            let loss = recorded.function(recorded.outputs.elements.span, row: recorded.row(sample), label: label)
            let expected = Double(recorded.losses[sample])
            // Keras computes in float32; a probability near 1 has few bits left below it.
            #expect(abs(loss - expected) <= 1e-6 * max(abs(expected), 0.25), "sample \(sample)")
        }
    }

    @Test(arguments: RecordedLoss.all)
    func `the gradient of the batch's mean is Keras's`(_ recorded: RecordedLoss) {
        var gradient = [Float](repeating: .nan, count: recorded.gradient.count)
        var span = gradient.mutableSpan
        for (sample, label) in recorded.labels.enumerated() {
            recorded.function.differentiate(
                recorded.outputs.elements.span, row: recorded.row(sample), label: label,
                scale: 1 / Double(recorded.labels.count), into: &span)
        }
        for sample in recorded.labels.indices {
            let row = recorded.row(sample)
            // Of logits it is the difference of two numbers up to 1 over the batch, which Keras takes in float32.
            let bound: Float = recorded.function.form == .logits ? 1 / Float(recorded.labels.count) : 0
            let largest = max(recorded.gradient[row].map(abs).max() ?? 0, bound)
            for index in row { #expect(abs(gradient[index] - recorded.gradient[index]) <= 1e-6 * largest, "element \(index)") }
        }
    }

    @Test(arguments: RecordedLoss.all)
    func `the accuracy is Keras's`(_ recorded: RecordedLoss) {
        var metrics = RunningMetrics()
        for (sample, label) in recorded.labels.enumerated() {
            let predicted = Prediction.label(
                recorded.outputs.elements.span, row: recorded.row(sample), recorded.function.form)
            metrics.add(loss: 0, isCorrect: predicted == label)
        }
        #expect(Float(metrics.accuracy) == recorded.accuracy)
    }

    @Test func `a mean weighs samples and not batches`() {
        var metrics = RunningMetrics(lossSum: 4, correctCount: 4, sampleCount: 4)
        metrics.add(RunningMetrics(lossSum: 81, correctCount: 0, sampleCount: 1))
        #expect(metrics.loss == 17)
        #expect(metrics.accuracy == 0.8)
    }

    @Test(arguments: [("mse", Loss.meanSquaredError), ("BinaryCrossentropy", .binaryCrossentropy)])
    func `a loss has several names`(name: String, loss: Loss) throws { #expect(try Loss(named: name) == loss) }

    @Test func `a loss that Ferry lacks is refused`() {
        let error = #expect(throws: FerryError.self) { try Loss(named: "hinge") }
        #expect(error?.code == .unsupported)
    }
}

struct `Confusion matrices` {
    @Test func `precision, recall and F1 follow from the counts`() {
        var matrix = ConfusionMatrix(classNames: ["cat", "dog", "eel"])
        for (truth, predicted) in [(0, 0), (0, 0), (0, 1), (1, 1)] { matrix.add(truth: truth, predicted: predicted) }
        #expect(matrix.counts == [[2, 1, 0], [0, 1, 0], [0, 0, 0]])
        let cat = matrix.scores(ofClass: 0)
        #expect(cat.precision == 1 && cat.recall == 2.0 / 3 && cat.f1 == 0.8 && cat.support == 3)
        let eel = matrix.scores(ofClass: 2)
        #expect(eel.precision == nil && eel.recall == nil && eel.f1 == nil && eel.support == 0)
    }
}
