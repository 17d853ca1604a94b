import Ferry
import FixtureCases
import Testing

@Suite struct `Drawn digits` {
    /// The model was trained by Keras on MNIST; it reads 99.2 % of MNIST's own test pictures.
    @Test func `are read by a model that saw MNIST only`() throws {
        let report = try evaluate(FixtureCase.folder + "keras/mnist-cnn/keras3.h5")
        #expect(report.metrics.sampleCount == DrawnDigits.standardCount(.test))
        #expect(report.metrics.accuracy > 0.97)
    }
}
