extension Identity {
    /// Nothing where it is not known what it does in training.
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        switch inTraining {
        case .unchanged: CopyTrainingKernel(problem)
        case .noise(let deviation): NoiseTrainingKernel(deviation: deviation, problem)
        case .unknown: nil
        }
    }
}

/// Adds noise, which for a sample depends on the key and its place in the batch.
private struct NoiseTrainingKernel: TrainingKernel {
    private let deviation: Double
    private let samples: Int
    private let sampleCount: Int

    init(deviation: Double, _ problem: TrainingProblem) {
        self.deviation = deviation
        samples = problem.sizes.output.first ?? 1
        sampleCount = problem.sizes.output.dropFirst().reduce(1, *)
    }

    func forward(_ arguments: TrainingArguments) {
        for sample in 0..<samples {
            var generator = unsafe SplitMix64(keyed: arguments.key, UInt64(arguments.firstSample + sample))
            // Safety: whoever calls sized input and output by the problem.
            let x = unsafe arguments.input(0) + sample * sampleCount
            let y = unsafe arguments.output + sample * sampleCount
            for index in stride(from: 0, to: sampleCount, by: 2) {
                let (first, second) = generator.normalPair()
                unsafe y[index] = x[index] + Float(deviation * first)
                if index + 1 < sampleCount { unsafe y[index + 1] = x[index + 1] + Float(deviation * second) }
            }
        }
    }

    func backward(_ arguments: TrainingArguments) {
        guard let gradient = unsafe arguments.inputGradient(0) else { return }
        unsafe gradient.update(from: arguments.outputGradient, count: samples * sampleCount)
    }
}
