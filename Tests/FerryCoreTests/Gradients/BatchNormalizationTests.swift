import FerryCore
import Synchronization
import Testing

@Suite struct `Batch normalization in training` {
    @Test(arguments: [false, true], [[6], [1, 5], [2, 3, 1]])
    func `moves its averages towards the batch`(isUnbiased: Bool, shards: [Int]) throws {
        let operation = BatchNormalization(momentum: 0.9, followsUnbiasedVariance: isUnbiased)
        let x = Self.x
        let mean = Tensor<Float>(shape: [2], elements: [1, -2])
        let variance = Tensor<Float>(shape: [2], elements: [3, 0.5])
        let (batchMean, batchVariance) = TrainingDefinitions.moments(Tensor<Double>(x))
        let factor = isUnbiased ? 24.0 / 23 : 1
        for set in InstructionSet.available {
            let run = GradientRun(operation, [x, nil, nil, mean, variance], outputShape: x.shape, set)
            let result = try #require(run.run([Float](repeating: 1, count: x.count), shards: shards))
            for channel in 0..<2 {
                let expectedMean = 0.9 * Double(mean.elements[channel]) + 0.1 * batchMean.elements[channel]
                let expected = 0.9 * Double(variance.elements[channel]) + 0.1 * factor * batchVariance.elements[channel]
                let moved = try (#require(result.inputs[3]), #require(result.inputs[4]))
                // Three roundings of float32.
                #expect(abs(Double(moved.0[channel]) - expectedMean) <= 3e-7 * abs(expectedMean), "\(set), \(shards)")
                #expect(abs(Double(moved.1[channel]) - expected) <= 3e-7 * expected, "\(set), \(shards)")
            }
        }
    }

    @Test func `keeps the variance of values far from zero`() throws {
        // Deviations of 1 around 1000: the square of the mean is a million times the variance.
        let elements = (0..<400).map { index in 1000 + (index % 2 == 0 ? 1 : -1) as Float }
        let x = Tensor<Float>(shape: [400, 1], elements: elements)
        let one = Tensor<Float>(repeating: 1, shape: [1])
        for set in InstructionSet.available {
            let operation = BatchNormalization(epsilon: 0, momentum: 0)
            let run = GradientRun(operation, [x, nil, nil, one, one], outputShape: x.shape, set)
            let result = try #require(run.run([Float](repeating: 0, count: 400)))
            #expect(result.inputs[4] == [1], "\(set)")
            #expect(result.output == elements.map { $0 - 1000 }, "\(set)")
        }
    }

    @Test func `is a line through each channel where its layer is frozen`() throws {
        var model = try Self.model()
        let beta = try #require(model.graph.value(named: "norm/beta"))
        let gamma = try #require(model.graph.value(named: "norm/gamma"))
        model.frozen = [beta, gamma]
        let output = model.graph.outputs[0]
        let inputs = try RandomInputs.make(for: model.graph, samples: 6, seed: 7)
        let executor = try TrainingExecutor(model, output: output, batches: [6], slotCount: 0)
        let seen = OutputRecorder(inputs, size: 3)
        executor.computeGradients(batch: 6, key: 0, seen)
        let expected = try ReferenceInterpreter(model).run(inputs.mapValues { Tensor<Double>($0) })
        let values = try #require(expected[model.graph[output].name]).elements
        for (found, expected) in zip(seen.outputs, values) { #expect(abs(Double(found) - expected) < 1e-5) }
        for entry in executor.block.fixed where entry.name.hasPrefix("norm/") {
            executor.block.withValue(entry) { values in #expect(values[0] == (entry.name == "norm/gamma" ? 1.5 : 0.5)) }
        }
    }

    @Test func `differentiates a model as its definition in training says`() throws {
        let model = try Self.model()
        let output = model.graph.outputs[0]
        let inputs = try RandomInputs.make(for: model.graph, samples: 11, seed: 7)
        let work = OutputRecorder(inputs, size: 3)
        let executor = try TrainingExecutor(model, output: output, batches: [11], slotCount: 0)
        executor.computeGradients(batch: 11, key: 0, work)
        var generator = SplitMix64(state: 5)
        for entry in executor.block.trainable {
            let gradient = executor.block.gradient(of: entry)
            let direction = Tensor<Double>.random(entry.shape, &generator)
            func loss(_ step: Double) throws -> Double {
                var moved = model
                var elements = try #require(model.parameters[entry.id]).loadDouble().elements
                for index in elements.indices { elements[index] += step * direction.elements[index] }
                moved.parameters[entry.id] = MemorySource(Tensor(shape: entry.shape, elements: elements))
                return try TrainingDefinitions.run(moved, inputs).enumerated().reduce(0) {
                    $0 + $1.element * Double(OutputRecorder.weight($1.offset))
                }
            }
            let expected = try (loss(1e-6) - loss(-1e-6)) / 2e-6
            let terms = zip(gradient.elements, direction.elements).map { Double($0) * $1 }
            let scale = terms.reduce(1e-3) { $0 + abs($1) }
            #expect(abs(terms.reduce(0, +) - expected) <= 2e-5 * scale, "\(entry.name)")
        }
    }

    @Test func `computes the same bits with any number of threads`() throws {
        let model = try Self.model()
        let inputs = try RandomInputs.make(for: model.graph, samples: 11, seed: 7)
        for set in InstructionSet.available {
            var single: [[Float]]?
            for threads in [1, 2, 3, 5] {
                let work = OutputRecorder(inputs, size: 3)
                let executor = try TrainingExecutor(
                    model, output: model.graph.outputs[0], batches: [11], slotCount: 0, threads: threads, instructionSet: set)
                for step in 0..<3 { executor.computeGradients(batch: 11, key: UInt64(step), work) }
                let found = executor.block.trainable.map { executor.block.gradient(of: $0).elements } + [executor.block.snapshot]
                single = single ?? found
                #expect(found == single, "\(set), \(threads) threads")
            }
        }
    }

    private static let x: Tensor<Float> = {
        var generator = SplitMix64(state: 3)
        return Tensor(shape: [6, 2, 2, 2], elements: (0..<48).map { _ in generator.unitFloat() * 4 - 1 })
    }()

    /// A convolution, its normalisation, ReLU and a dense layer.
    private static func model() throws -> Model {
        var model = Model(name: "normalised", origin: Origin(format: "test"))
        var generator = SplitMix64(state: 8)
        func parameter(_ name: String, _ shape: [Int], _ value: Float? = nil) throws -> ValueID {
            let elements = (0..<shape.elementCount).map { _ in value ?? generator.unitFloat() - 0.5 }
            return try model.addParameter(named: name, MemorySource(Tensor(shape: shape, elements: elements)))
        }
        let x = try model.graph.addInput(named: "x", type: TensorType([.batch, 6, 5, 2]))
        let kernel = try parameter("convolution/kernel", [3, 3, 2, 7])
        let convolved = try model.graph.addNode(
            named: "convolution", Conv2D(padding: .same), inputs: [x, kernel, nil], output: "convolution")
        let statistics: [ValueID] = [
            try parameter("norm/gamma", [7], 1.5), try parameter("norm/beta", [7], 0.5),
            try parameter("norm/moving_mean", [7], 0.5), try parameter("norm/moving_variance", [7], 0.5),
        ]
        let normalised = try model.graph.addNode(
            named: "norm", BatchNormalization(), inputs: [convolved] + statistics, output: "norm")
        let rectified = try model.graph.addNode(named: "relu", ReLU(), inputs: [normalised], output: "relu")
        let flat = try model.graph.addNode(named: "flat", Flatten(), inputs: [rectified], output: "flat")
        let matrix = try parameter("dense/kernel", [210, 3])
        model.graph.addOutput(try model.graph.addNode(named: "dense", Dense(), inputs: [flat, matrix, nil], output: "dense"))
        return model
    }
}

/// A loss Σ weight · output that keeps the outputs it saw.
private final class OutputRecorder: TrainingWork {
    private let inputs: [String: Tensor<Float>]
    private let size: Int
    private let recorded: Mutex<[Float]>

    init(_ inputs: [String: Tensor<Float>], size: Int) {
        (self.inputs, self.size) = (inputs, size)
        recorded = Mutex([Float](repeating: .nan, count: size * (inputs.first?.value.shape[0] ?? 0)))
    }

    var outputs: [Float] { recorded.withLock(\.self) }

    static func weight(_ index: Int) -> Float { Float(index * 7 % 11) / 11 - 0.4 }

    func fill(_ samples: Range<Int>, input: String, into elements: inout MutableSpan<Float>) {
        guard let tensor = inputs[input] else { return }
        let first = samples.lowerBound * (elements.count / samples.count)
        for index in elements.indices { elements[index] = tensor.elements[first + index] }
    }

    func differentiate(_ samples: Range<Int>, shard: Int, output: Span<Float>, gradient: inout MutableSpan<Float>) {
        let first = samples.lowerBound * size
        for index in gradient.indices {
            gradient[index] = Self.weight(first + index)
            recorded.withLock { [element = output[index]] in $0[first + index] = element }
        }
    }
}
