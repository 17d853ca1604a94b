internal import CFerryKernels

/// x · scale + shift with numbers for each index of the last axis that training leaves alone.
struct ScaleShiftTrainingKernel: TrainingKernel {
    enum Numbers: Sendable {
        /// One for each channel, or one for all.
        case constant(scale: [Double], shift: [Double])
        /// From the inputs of a batch normalisation: gamma, beta, mean and variance.
        case statistics(epsilon: Double)
    }

    private let instructionSet: InstructionSet
    private let count: Int
    private let channels: Int
    /// Few channels are repeated, so that the C loop over one period is long enough.
    private let period: Int
    private let numbers: Numbers

    init(_ numbers: Numbers, _ problem: TrainingProblem) {
        instructionSet = problem.sizes.instructionSet
        count = problem.sizes.output.elementCount
        channels = problem.sizes.output.last ?? 1
        period = channels * max(1, 256 / max(channels, 1))
        self.numbers = numbers
    }

    /// Scales, shifts and zeros.
    var packedCount: Int { 3 * period }

    func pack(_ parameters: TrainingParameters) {
        for index in 0..<period {
            let (scale, shift) = unsafe numbers(of: index % channels, parameters)
            unsafe parameters.packed[index] = Float(scale)
            unsafe parameters.packed[period + index] = Float(shift)
            unsafe parameters.packed[2 * period + index] = 0
        }
    }

    private func numbers(of channel: Int, _ parameters: TrainingParameters) -> (scale: Double, shift: Double) {
        switch numbers {
        case .constant(let scale, let shift): return (scale[channel % scale.count], shift[channel % shift.count])
        case .statistics(let epsilon):
            // Safety: present parameters have an element for each channel, and the statistics are never absent.
            let gamma = unsafe parameters[1].map { unsafe Double($0[channel]) } ?? 1
            let beta = unsafe parameters[2].map { unsafe Double($0[channel]) } ?? 0
            let mean = unsafe Double(parameters[3].unsafelyUnwrapped[channel])
            let scale = unsafe gamma / (Double(parameters[4].unsafelyUnwrapped[channel]) + epsilon).squareRoot()
            return (scale, beta - mean * scale)
        }
    }

    func forward(_ arguments: TrainingArguments) {
        // Safety: whoever calls sized input and output by the problem, and the packed numbers as asked for.
        unsafe instructionSet.kernels.pointee.scale_shift(
            count, period, arguments.input(0), arguments.packed, arguments.packed + period, arguments.output)
    }

    func backward(_ arguments: TrainingArguments) {
        guard let gradient = unsafe arguments.inputGradient(0) else { return }
        // Safety: as forward.
        unsafe instructionSet.kernels.pointee.scale_shift(
            count, period, arguments.outputGradient, arguments.packed, arguments.packed + 2 * period, gradient)
    }
}
