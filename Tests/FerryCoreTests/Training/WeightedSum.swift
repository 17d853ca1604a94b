import FerryCore

/// A loss whose gradient is known: Σ weights · output. Its training samples are those it was made with.
final class WeightedSum: TrainingWork {
    let inputs: [String: Tensor<Float>]
    let weights: Tensor<Float>

    init(_ inputs: [String: Tensor<Float>], weights: Tensor<Float>) { (self.inputs, self.weights) = (inputs, weights) }

    func fill(_ samples: Range<Int>, input: String, into elements: inout MutableSpan<Float>) {
        guard let tensor = inputs[input] else { return }
        let size = elements.count / samples.count
        for index in elements.indices { elements[index] = tensor.elements[samples.lowerBound * size + index] }
    }

    func differentiate(_ samples: Range<Int>, shard: Int, output: Span<Float>, gradient: inout MutableSpan<Float>) {
        let first = samples.lowerBound * (output.count / samples.count)
        for index in gradient.indices { gradient[index] = weights.elements[first + index] }
    }
}
