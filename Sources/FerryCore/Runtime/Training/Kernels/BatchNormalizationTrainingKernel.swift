internal import CFerryKernels

/// Batch normalisation with the statistics of the whole batch, which moving averages follow.
///
/// Sums are taken in float64, so that the variance is the difference of two of them without loss.
struct BatchNormalizationTrainingKernel: BatchwiseTrainingKernel {
    /// What the shards share, a number for each channel.
    private enum Share: Int, CaseIterable {
        /// In both directions: y = (x − mean) · scale + shift.
        case mean, scale, shift
        /// 1 / √(variance + ε).
        case inverse
        /// Backward: the input's gradient is (y's − gradientMean) · scale + (x − mean) · slope.
        case gradientMean, slope
    }

    private let operation: BatchNormalization
    private let instructionSet: InstructionSet
    private let rows: Int
    private let channels: Int
    private let hasGamma: Bool
    private let hasBeta: Bool
    private var rectifies = false

    init(_ operation: BatchNormalization, _ problem: TrainingProblem) {
        self.operation = operation
        instructionSet = problem.sizes.instructionSet
        channels = problem.sizes.output.last ?? 1
        rows = problem.sizes.output.dropLast().reduce(1, *)
        (hasGamma, hasBeta) = (problem.sizes.has(1), problem.sizes.has(2))
    }

    var partialCount: Int { 2 * channels }
    var sharedCount: Int { Share.allCases.count * channels }

    private func shared(_ share: Share, of arguments: TrainingArguments) -> UnsafePointer<Float> {
        unsafe arguments.shared + share.rawValue * channels
    }

    func sumForward(_ arguments: TrainingArguments, into partial: UnsafeMutablePointer<Double>) {
        // Safety: whoever calls gave room for `partialCount` numbers, and sized the input by the problem.
        unsafe partial.update(repeating: 0, count: partialCount)
        unsafe instructionSet.kernels.pointee.channel_moments(
            rows, channels, arguments.input(0), partial, partial + channels)
    }

    func combineForward(
        _ partials: UnsafePointer<Double>, shardCount: Int, batch: [Int], parameters: TrainingParameters,
        into shared: UnsafeMutablePointer<Float>
    ) {
        let rows = Double(batch.dropLast().reduce(1, *))
        for channel in 0..<channels {
            // Safety: `shared` and the partial sums have the sizes asked for, each parameter `channels` elements.
            let mean = unsafe sum(partials, at: channel, shardCount) / rows
            let variance = unsafe max(sum(partials, at: channels + channel, shardCount) / rows - mean * mean, 0)
            let inverse = 1 / (variance + operation.epsilon).squareRoot()
            let gamma = unsafe hasGamma ? Double(parameters[1].unsafelyUnwrapped[channel]) : 1
            unsafe shared[Share.mean.rawValue * channels + channel] = Float(mean)
            unsafe shared[Share.scale.rawValue * channels + channel] = Float(gamma * inverse)
            unsafe shared[Share.shift.rawValue * channels + channel] =
                hasBeta ? parameters[2].unsafelyUnwrapped[channel] : 0
            unsafe shared[Share.inverse.rawValue * channels + channel] = Float(inverse)
            unsafe move(parameters[3], channel, towards: mean)
            let followed = operation.followsUnbiasedVariance && rows > 1 ? variance * rows / (rows - 1) : variance
            unsafe move(parameters[4], channel, towards: followed)
        }
    }

    /// Keras `layers/normalization/batch_normalization.py`, in its float32.
    private func move(_ average: UnsafeMutablePointer<Float>?, _ channel: Int, towards value: Double) {
        guard let average = unsafe average else { return }
        let (kept, taken) = (Float(operation.momentum), Float(1 - operation.momentum))
        unsafe average[channel] = average[channel] * kept + Float(value) * taken
    }

    /// One of the sums, of all shards in their order.
    private func sum(_ partials: UnsafePointer<Double>, at index: Int, _ shardCount: Int) -> Double {
        (0..<shardCount).reduce(0) { unsafe $0 + partials[$1 * partialCount + index] }
    }

    func forward(_ arguments: TrainingArguments) {
        unsafe instructionSet.kernels.pointee.normalize(
            rows, channels, arguments.input(0), shared(.mean, of: arguments), shared(.scale, of: arguments),
            shared(.shift, of: arguments), rectifies, arguments.output)
    }

    func sumBackward(_ arguments: TrainingArguments, into partial: UnsafeMutablePointer<Double>) {
        let gradient = unsafe arguments.outputGradient
        // Safety: as forward.
        if rectifies {
            unsafe instructionSet.kernels.pointee.rectify_gradient(rows * channels, arguments.output, gradient)
        }
        unsafe partial.update(repeating: 0, count: partialCount)
        unsafe instructionSet.kernels.pointee.channel_products(
            rows, channels, arguments.input(0), shared(.mean, of: arguments), gradient, partial, partial + channels)
        let inverse = unsafe shared(.inverse, of: arguments)
        let (gamma, beta) = unsafe (hasGamma ? arguments.inputGradient(1) : nil, hasBeta ? arguments.inputGradient(2) : nil)
        for channel in 0..<channels {
            if let gamma = unsafe gamma {
                unsafe gamma[channel] += Float(partial[channels + channel] * Double(inverse[channel]))
            }
            if let beta = unsafe beta { unsafe beta[channel] += Float(partial[channel]) }
        }
    }

    func combineBackward(
        _ partials: UnsafePointer<Double>, shardCount: Int, batch: [Int], into shared: UnsafeMutablePointer<Float>
    ) {
        let rows = Double(batch.dropLast().reduce(1, *))
        for channel in 0..<channels {
            // Safety: as forward.
            let inverse = unsafe Double(shared[Share.inverse.rawValue * channels + channel])
            let scale = unsafe Double(shared[Share.scale.rawValue * channels + channel])
            let mean = unsafe sum(partials, at: channel, shardCount) / rows
            let product = unsafe sum(partials, at: channels + channel, shardCount) / rows
            unsafe shared[Share.slope.rawValue * channels + channel] = Float(-scale * inverse * inverse * product)
            unsafe shared[Share.gradientMean.rawValue * channels + channel] = Float(mean)
        }
    }

    func backward(_ arguments: TrainingArguments) {
        guard let gradient = unsafe arguments.inputGradient(0) else { return }
        unsafe instructionSet.kernels.pointee.normalize_gradient(
            rows, channels, arguments.input(0), shared(.mean, of: arguments), arguments.outputGradient,
            shared(.gradientMean, of: arguments), shared(.scale, of: arguments), shared(.slope, of: arguments), gradient)
    }

    func absorbing(_ next: any Operator, _ problem: TrainingProblem) -> (any TrainingKernel)? {
        guard let relu = next as? ReLU, relu.isPlain, !rectifies else { return nil }
        var kernel = self
        kernel.rectifies = true
        return kernel
    }
}
