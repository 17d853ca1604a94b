import FerryCore
import Synchronization

/// A training step on given samples and a given loss.
final class SampleWork: TrainingWork {
    /// A sample's loss, whose gradient is written.
    typealias Loss = @Sendable (_ sample: Int, _ output: [Float], _ gradient: inout [Float]) -> Double

    private let inputs: [String: Tensor<Float>]
    private let loss: Loss
    private let losses: Mutex<[Double]>

    init(_ inputs: [String: Tensor<Float>], samples: Int, loss: @escaping Loss) {
        (self.inputs, self.loss) = (inputs, loss)
        losses = Mutex([Double](repeating: .nan, count: samples))
    }

    /// Of the last step, all samples' together.
    var sum: Double { losses.withLock { $0.reduce(0, +) } }

    func fill(_ samples: Range<Int>, input: String, into elements: inout MutableSpan<Float>) {
        guard let tensor = inputs[input] else { return }
        let first = samples.lowerBound * (elements.count / samples.count)
        for index in elements.indices { elements[index] = tensor.elements[first + index] }
    }

    func differentiate(_ samples: Range<Int>, shard: Int, output: Span<Float>, gradient: inout MutableSpan<Float>) {
        let size = output.count / samples.count
        for (place, sample) in samples.enumerated() {
            let row = (0..<size).map { output[place * size + $0] }
            var rowGradient = [Float](repeating: 0, count: size)
            let loss = loss(sample, row, &rowGradient)
            for (index, element) in rowGradient.enumerated() { gradient[place * size + index] = element }
            losses.withLock { $0[sample] = loss }
        }
    }
}
