internal import CFerryKernels

/// The element-wise merges of any number of inputs. A repeated input's gradient is the sum over its repetitions.
struct MergeTrainingKernel: TrainingKernel {
    enum Rule: Sendable {
        /// The sum, divided.
        case sum(divisor: Float)
        case difference
        case product
        /// A maximum or minimum: the first of the inputs that are it takes the gradient.
        case choice
    }

    private let rule: Rule
    private let kernel: MergeKernel
    private let instructionSet: InstructionSet
    private let count: Int
    /// From each input to the output.
    private let loops: [ferry_loops]
    /// From the output to each input that is repeated.
    private let reductions: [ferry_loops?]
    private let inputCounts: [Int]
    private let wants: [Bool]

    /// - Returns: nothing where the shapes have more axes than the C library loops over.
    init?(_ rule: Rule, _ kernel: MergeKernel?, _ problem: TrainingProblem) {
        let (shapes, output) = (problem.sizes.inputs.compactMap(\.self), problem.sizes.output)
        let loops = ferry_loops.make(
            sizes: output, outputSteps: output.rowMajorStrides, inputs: shapes.map { Broadcast.strides(of: $0, in: output) })
        guard let kernel, let loops else { return nil }
        (self.rule, self.kernel, self.loops) = (rule, kernel, loops)
        instructionSet = problem.sizes.instructionSet
        count = output.elementCount
        inputCounts = shapes.map(\.elementCount)
        wants = shapes.indices.map(problem.wants)
        var reductions: [ferry_loops?] = []
        for shape in shapes {
            let reduction = ferry_loops.make(
                sizes: output, outputSteps: Broadcast.strides(of: shape, in: output), inputs: [output.rowMajorStrides])
            guard let reduction else { return nil }
            reductions.append(shape.elementCount == output.elementCount ? nil : reduction[0])
        }
        self.reductions = reductions
    }

    private var isChoice: Bool { if case .choice = rule { true } else { false } }

    /// A gradient of the output's size, before it is added up, or that nobody asked for.
    var scratchCount: Int {
        let isNeeded = inputCounts.indices.contains { wants[$0] ? reductions[$0] != nil : isChoice }
        return isNeeded ? count : 0
    }

    func forward(_ arguments: TrainingArguments) { unsafe arguments.run(kernel) }

    func backward(_ arguments: TrainingArguments) {
        for index in inputCounts.indices where isChoice || wants[index] {
            let gradient = unsafe arguments.inputGradient(index)
            let isDirect = wants[index] && reductions[index] == nil
            // Safety: an input that is not repeated has the output's size, and so has the scratch where it is used.
            let target = unsafe isDirect ? gradient.unsafelyUnwrapped : arguments.scratch
            unsafe differentiate(index, arguments, into: target)
            if var reduction = reductions[index], let gradient = unsafe gradient {
                unsafe gradient.update(repeating: 0, count: inputCounts[index])
                unsafe ferry_add_along(instructionSet.kernels, &reduction, target, gradient)
            }
        }
    }

    /// The gradient with respect to an input as if it were not repeated.
    private func differentiate(_ index: Int, _ arguments: TrainingArguments, into target: UnsafeMutablePointer<Float>) {
        let kernels = unsafe instructionSet.kernels
        let gradient = unsafe arguments.outputGradient
        // Safety: all of these have the output's size; steps of 0 read one number.
        switch rule {
        case .sum(var divisor):
            unsafe kernels.pointee.combine(ferry_divide, count, gradient, 1, &divisor, 0, target)
        case .difference:
            var sign: Float = index == 0 ? 1 : -1
            unsafe kernels.pointee.combine(ferry_multiply, count, gradient, 1, &sign, 0, target)
        case .product:
            unsafe target.update(from: gradient, count: count)
            for other in loops.indices where other != index {
                var loops = loops[other]
                unsafe ferry_combine(
                    kernels, ferry_multiply, &loops, 0, loops.outermost, target, arguments.input(other), target)
            }
        case .choice:
            var loops = loops[index]
            unsafe ferry_claim_gradient(&loops, arguments.input(index), arguments.output, gradient, target)
        }
    }
}
