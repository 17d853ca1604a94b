internal import CFerryKernels

/// A function of one number for each element.
struct ActivationKernel: Kernel {
    private let function: ferry_activation
    private let first: Double
    private let second: Double
    private let elements: Cut

    init(_ code: ActivationCode, _ problem: KernelProblem) {
        (function, first, second) = (code.function, code.first, code.second)
        elements = Cut(problem.output.elementCount, operations: 64, quantum: 16)
    }

    var partCount: Int { elements.count }
    var worksInPlace: Bool { true }

    func run(part: Int, _ arguments: KernelArguments) {
        let range = elements[part]
        // Safety: input and output have as many elements as `elements` counts.
        unsafe ferry_activate(
            function, first, second, range.count, arguments.input(0) + range.lowerBound, arguments.output + range.lowerBound)
    }
}

/// The rectified linear units, whose function is a line up to a threshold and capped above it.
struct ReLUKernel: Kernel {
    private let instructionSet: InstructionSet
    private let shape: ferry_relu_shape
    private let elements: Cut

    init(threshold: Double = 0, slope: Double, maximum: Double? = nil, _ problem: KernelProblem) {
        instructionSet = problem.instructionSet
        shape = ferry_relu_shape(threshold: threshold, slope: slope, maximum: maximum)
        elements = Cut(problem.output.elementCount, operations: 8, quantum: 16)
    }

    var partCount: Int { elements.count }
    var worksInPlace: Bool { true }

    func run(part: Int, _ arguments: KernelArguments) {
        let range = elements[part]
        var shape = shape
        // Safety: input and output have as many elements as `elements` counts.
        unsafe instructionSet.kernels.pointee.relu(
            &shape, range.count, arguments.input(0) + range.lowerBound, arguments.output + range.lowerBound)
    }
}

extension ferry_relu_shape {
    init(threshold: Double, slope: Double, maximum: Double?) {
        self.init(
            threshold: Float(threshold), slope: Float(slope), minimum: maximum == nil ? -.infinity : 0,
            maximum: maximum.map(Float.init) ?? .infinity)
    }
}

/// x · scale + shift with numbers for each index of the last axis.
struct ScaleShiftKernel: Kernel {
    private let instructionSet: InstructionSet
    private let channels: Int
    private let elements: Cut
    /// The numbers, from the parameters of the node.
    private let numbers: @Sendable (KernelParameters) throws(FerryError) -> (scale: [Double], shift: [Double])

    /// - Parameter numbers: one for each channel, or one for all.
    init(
        _ problem: KernelProblem,
        numbers: @escaping @Sendable (KernelParameters) throws(FerryError) -> (scale: [Double], shift: [Double])
    ) {
        instructionSet = problem.instructionSet
        channels = problem.output.last ?? 1
        self.numbers = numbers
        // Few channels are repeated, so that the C loop over one period is long enough.
        let repeats = max(1, 256 / max(channels, 1))
        period = channels * repeats
        elements = Cut(problem.output.elementCount, operations: 8, quantum: period)
    }

    private let period: Int

    var packedCount: Int { 2 * period }
    var partCount: Int { elements.count }
    var worksInPlace: Bool { true }

    func pack(_ parameters: KernelParameters, into packed: inout MutableSpan<Float>) throws(FerryError) {
        let (scale, shift) = try numbers(parameters)
        for index in 0..<period {
            packed[index] = Float(scale[index % channels % scale.count])
            packed[period + index] = Float(shift[index % channels % shift.count])
        }
    }

    func run(part: Int, _ arguments: KernelArguments) {
        let range = elements[part]
        // Safety: input and output have as many elements as `elements` counts; parts start with a period.
        unsafe instructionSet.kernels.pointee.scale_shift(
            range.count, period, arguments.input(0) + range.lowerBound, arguments.packed, arguments.packed + period,
            arguments.output + range.lowerBound)
    }
}
