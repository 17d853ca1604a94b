internal import CFerryKernels

extension Dropout {
    /// Nothing where the rate is out of range, or the factors' variance not finite.
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        guard (0...1).contains(rate), factors == .silence || rate < 1 else { return nil }
        return DropoutTrainingKernel(self, problem)
    }
}

/// Multiplies with random factors. Those of a sample depend on the key and its place in the batch.
private struct DropoutTrainingKernel: TrainingKernel {
    private let instructionSet: InstructionSet
    private let factors: Dropout.Factors
    /// An element is silenced where its 32 random bits are below.
    private let threshold: UInt64
    private let scale: Float
    /// Of normally distributed factors.
    private let deviation: Double
    /// Samples with factors of their own: a single one where all share them; and how many factors each has.
    private let samples: Int
    private let sampleCount: Int
    private let sharesBatch: Bool
    /// From the factors to the output.
    private let loops: ferry_loops

    /// - Returns: nothing where the shapes have more axes than the C library loops over.
    init?(_ operation: Dropout, _ problem: TrainingProblem) {
        let output = problem.sizes.output
        let shape = output.enumerated().map { operation.sharedAxes.contains($0) ? 1 : $1 }
        let loops = ferry_loops.make(
            sizes: output, outputSteps: output.rowMajorStrides, inputs: [Broadcast.strides(of: shape, in: output)])
        guard let loops else { return nil }
        self.loops = loops[0]
        instructionSet = problem.sizes.instructionSet
        factors = operation.factors
        samples = shape.first ?? 1
        sampleCount = shape.dropFirst().reduce(1, *)
        sharesBatch = operation.sharedAxes.first == 0
        let rate = operation.rate
        threshold = UInt64((rate * 0x1p32).rounded())
        // Keras, too, silences everything at a rate of 1.
        scale = rate < 1 ? Float(1 / (1 - rate)) : 0
        deviation = (rate / (1 - rate)).squareRoot()
    }

    /// The factors.
    var savedCount: Int { samples * sampleCount }

    func forward(_ arguments: TrainingArguments) {
        for sample in 0..<samples {
            let place = unsafe sharesBatch ? 0 : UInt64(arguments.firstSample + sample)
            var generator = unsafe SplitMix64(keyed: arguments.key, place)
            // Safety: whoever calls gave `saved` room for each factor.
            let target = unsafe arguments.saved + sample * sampleCount
            for index in stride(from: 0, to: sampleCount, by: 2) {
                let (first, second) = pair(&generator)
                unsafe target[index] = first
                if index + 1 < sampleCount { unsafe target[index + 1] = second }
            }
        }
        unsafe multiply(arguments.input(0), arguments.saved, into: arguments.output)
    }

    private func pair(_ generator: inout SplitMix64) -> (Float, Float) {
        switch factors {
        case .silence:
            let bits = generator.next()
            return (bits & 0xffff_ffff < threshold ? 0 : scale, bits >> 32 < threshold ? 0 : scale)
        case .gaussian:
            let (first, second) = generator.normalPair()
            return (Float(1 + deviation * first), Float(1 + deviation * second))
        }
    }

    func backward(_ arguments: TrainingArguments) {
        guard let gradient = unsafe arguments.inputGradient(0) else { return }
        unsafe multiply(arguments.outputGradient, arguments.saved, into: gradient)
    }

    private func multiply(
        _ x: UnsafePointer<Float>, _ factors: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>
    ) {
        var loops = loops
        // Safety: the loops were made from the shapes that whoever calls sized the buffers by.
        unsafe ferry_combine(
            instructionSet.kernels, ferry_multiply, &loops, 0, loops.outermost, x, factors, y)
    }
}
