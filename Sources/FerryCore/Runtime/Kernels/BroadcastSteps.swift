internal import CFerryKernels

/// Combines tensors element by element, from the first to the last, each broadcast to the output.
struct BroadcastSteps: Sendable {
    /// Where an operand's elements are.
    enum Operand: Sendable {
        case input(Int)
        /// A packed parameter, so many floats behind the start.
        case packed(Int)
    }

    private struct Step: Sendable {
        let operation: ferry_binary
        let operand: Operand
        let loops: ferry_loops
    }

    private let instructionSet: InstructionSet
    /// How the first input is repeated.
    private let start: ferry_loops
    /// Whether the first input has the output's shape.
    private let startsWhole: Bool
    private let steps: [Step]
    private let outer: Cut
    /// Elements of one step along the outermost axis.
    private let innerCount: Int

    /// Starts with the operator's first input and combines it with `others`.
    ///
    /// - Returns: nothing where the shapes have more axes than the C library loops over.
    init?(_ others: [(operation: ferry_binary, operand: Operand, shape: [Int])], _ problem: KernelProblem) {
        let shapes = [problem.input(0)] + others.map(\.shape)
        let loops = ferry_loops.make(
            sizes: problem.output, outputSteps: problem.output.rowMajorStrides,
            inputs: shapes.map { Broadcast.strides(of: $0, in: problem.output) })
        guard let loops else { return nil }
        instructionSet = problem.instructionSet
        start = loops[0]
        startsWhole = shapes[0].elementCount == problem.output.elementCount
        steps = zip(others, loops.dropFirst()).map { Step(operation: $0.operation, operand: $0.operand, loops: $1) }
        innerCount = start.innerCount
        outer = Cut(start.outermost, operations: 8 * innerCount * shapes.count)
    }

    var partCount: Int { outer.count }
    var worksInPlace: Bool { startsWhole && !steps.isEmpty }

    /// The part's place in the output.
    func range(ofPart part: Int) -> Range<Int> {
        outer[part].lowerBound * innerCount..<outer[part].upperBound * innerCount
    }

    func run(part: Int, _ arguments: KernelArguments) {
        let range = outer[part]
        let y = unsafe arguments.output
        // Safety: the loops were made from the shapes that the executor's buffers have.
        var a = unsafe UnsafePointer(y)
        if worksInPlace {
            unsafe a = unsafe arguments.input(0)
        } else {
            var loops = start
            unsafe ferry_copy(&loops, range.lowerBound, range.count, arguments.input(0), y)
        }
        for index in steps.indices {
            let x =
                switch steps[index].operand {
                case .input(let index): unsafe arguments.input(index)
                case .packed(let offset): unsafe arguments.packed + offset
                }
            var loops = steps[index].loops
            unsafe ferry_combine(
                instructionSet.kernels, steps[index].operation, &loops, range.lowerBound, range.count, a, x, y)
            unsafe a = unsafe UnsafePointer(y)
        }
    }
}
