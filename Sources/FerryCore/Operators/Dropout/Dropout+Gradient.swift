internal import CFerryKernels

extension Dropout {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        DropoutTrainingKernel(rate: rate, problem)
    }
}

/// Keeps elements at random, times 1 / (1 − rate). What is kept of a sample depends on the key and its place in the batch.
private struct DropoutTrainingKernel: TrainingKernel {
    private let instructionSet: InstructionSet
    private let samples: Int
    private let sampleCount: Int
    /// An element is silenced where its 32 random bits are below.
    private let threshold: UInt64
    private let scale: Float

    init(rate: Double, _ problem: TrainingProblem) {
        instructionSet = problem.sizes.instructionSet
        samples = problem.sizes.output.first ?? 1
        sampleCount = problem.sizes.output.dropFirst().reduce(1, *)
        threshold = UInt64((rate * 0x1p32).rounded())
        // Keras, too, silences everything at a rate of 1.
        scale = rate < 1 ? Float(1 / (1 - rate)) : 0
    }

    /// The factor of each element.
    var savedCount: Int { samples * sampleCount }

    func forward(_ arguments: TrainingArguments) {
        for sample in 0..<samples {
            var generator = unsafe SplitMix64(keyed: arguments.key, UInt64(arguments.firstSample + sample))
            // Safety: whoever calls gave `saved` room for each element.
            let factors = unsafe arguments.saved + sample * sampleCount
            for index in stride(from: 0, to: sampleCount, by: 2) {
                let bits = generator.next()
                unsafe factors[index] = bits & 0xffff_ffff < threshold ? 0 : scale
                if index + 1 < sampleCount { unsafe factors[index + 1] = bits >> 32 < threshold ? 0 : scale }
            }
        }
        unsafe multiply(arguments.input(0), arguments.saved, into: arguments.output)
    }

    func backward(_ arguments: TrainingArguments) {
        guard let gradient = unsafe arguments.inputGradient(0) else { return }
        unsafe multiply(arguments.outputGradient, arguments.saved, into: gradient)
    }

    private func multiply(
        _ x: UnsafePointer<Float>, _ factors: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>
    ) {
        unsafe instructionSet.kernels.pointee.combine(ferry_multiply, savedCount, x, 1, factors, 1, y)
    }
}
