internal import CFerryKernels

/// The element-wise merges of any number of inputs.
struct MergeKernel: Kernel {
    private let instructionSet: InstructionSet
    private let steps: BroadcastSteps
    /// What the result is divided by.
    private let divisor: Float?

    /// - Returns: nothing where the shapes have more axes than the C library loops over.
    init?(_ operation: ferry_binary, divisor: Float? = nil, _ problem: KernelProblem) {
        let others = problem.inputs.indices.dropFirst().map { index in
            (operation: operation, operand: BroadcastSteps.Operand.input(index), shape: problem.input(index))
        }
        guard let steps = BroadcastSteps(others, problem) else { return nil }
        (self.steps, self.divisor, instructionSet) = (steps, divisor, problem.instructionSet)
    }

    var partCount: Int { steps.partCount }
    var worksInPlace: Bool { steps.worksInPlace }

    func run(part: Int, _ arguments: KernelArguments) {
        unsafe steps.run(part: part, arguments)
        guard var divisor else { return }
        let range = steps.range(ofPart: part)
        // Safety: a part's range lies in the output; steps of 0 read one divisor.
        let y = unsafe arguments.output + range.lowerBound
        unsafe instructionSet.kernels.pointee.combine(ferry_divide, range.count, y, 1, &divisor, 0, y)
    }
}
