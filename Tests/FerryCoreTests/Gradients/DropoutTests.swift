import FerryCore
import Testing

@Suite struct `Dropout in training` {
    private func run(_ operation: Dropout, _ shape: [Int], key: UInt64 = 99) throws -> (factors: [Float], gradient: [Float]) {
        let x = Tensor<Float>(repeating: 2, shape: shape)
        var run = GradientRun(operation, [x], outputShape: shape, try InstructionSet.chosen())
        run.key = key
        let result = try #require(run.run([Float](repeating: 2, count: x.count)))
        #expect(result.isIntact)
        return (result.output.map { $0 / 2 }, try #require(result.gradients[0]).map { $0 / 2 })
    }

    @Test(arguments: [0, 0.2, 0.5, 0.9, 1])
    func `silences the rate's part and scales up the rest`(rate: Double) throws {
        let (factors, gradient) = try run(Dropout(rate: rate), [40, 2500])
        let kept = rate < 1 ? Float(1 / (1 - rate)) : 0
        #expect(factors.allSatisfy { $0 == 0 || $0 == kept })
        #expect(factors == gradient)
        let silenced = Double(factors.count { $0 == 0 }) / 100_000
        // Five standard deviations of a binomial distribution.
        #expect(abs(silenced - rate) <= 5 * (rate * (1 - rate) / 100_000).squareRoot())
    }

    @Test func `with Gaussian factors has the mean 1 and the variance that the rate says`() throws {
        let (factors, gradient) = try run(Dropout(rate: 0.2, factors: .gaussian), [40, 2501])
        #expect(factors == gradient)
        let numbers = factors.map(Double.init)
        let mean = numbers.reduce(0, +) / Double(numbers.count)
        let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
        // Five standard errors.
        #expect(abs(mean - 1) < 5 * (0.25 / 1e5).squareRoot())
        #expect(abs(variance - 0.25) < 5 * 0.25 * (2 / 1e5).squareRoot())
    }

    @Test(arguments: [[1, 2], [3], [0], [0, 3], [0, 1, 2, 3]])
    func `draws one factor for all elements along shared axes`(axes: [Int]) throws {
        let shape = [3, 4, 5, 6]
        let (factors, gradient) = try run(Dropout(rate: 0.5, factors: .gaussian, sharedAxes: axes), shape)
        #expect(factors == gradient)
        // The place of an element's factor is that of the element with index 0 along the shared axes.
        var strides = [120, 30, 6, 1]
        for axis in axes { strides[axis] = 0 }
        for index in factors.indices {
            let position = [index / 120, index / 30 % 4, index / 6 % 5, index % 6]
            let place = zip(position, strides).reduce(0) { $0 + $1.0 * $1.1 }
            #expect(factors[index] == factors[place])
        }
        let expected = zip(shape.indices, shape).reduce(1) { axes.contains($1.0) ? $0 : $0 * $1.1 }
        #expect(Set(factors).count == expected)
    }

    @Test func `has noise beside it, with the deviation asked for and the gradient of the identity`() throws {
        let x = Tensor<Float>(repeating: 3, shape: [40, 2501])
        let operation = Identity(inTraining: .noise(deviation: 0.5))
        let run = GradientRun(operation, [x], outputShape: x.shape, try InstructionSet.chosen())
        let weights = (0..<x.count).map { Float($0 % 13) }
        let result = try #require(run.run(weights))
        #expect(result.isIntact && result.gradients[0] == weights)
        let noise = result.output.map { Double($0) - 3 }
        let mean = noise.reduce(0, +) / Double(noise.count)
        let variance = noise.reduce(0) { $0 + $1 * $1 } / Double(noise.count)
        // Five standard errors.
        #expect(abs(mean) < 5 * 0.5 / 1e5.squareRoot())
        #expect(abs(variance - 0.25) < 5 * 0.25 * (2 / 1e5).squareRoot())
    }

    @Test func `depends on the step and on the sample's place in the batch`() throws {
        let (first, _) = try run(Dropout(rate: 0.5), [2, 64])
        let (other, _) = try run(Dropout(rate: 0.5), [2, 64], key: 100)
        #expect(first != other)
        #expect(first[..<64] != first[64...])
    }
}
