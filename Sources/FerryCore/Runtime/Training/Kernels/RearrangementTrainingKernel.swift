internal import CFerryKernels

/// Copies inputs along strided loops; the gradient goes the same way back.
struct RearrangementTrainingKernel: TrainingKernel {
    private let kernel: CopyKernel
    private let pieces: [CopyKernel.Piece]
    private let inputCounts: [Int]
    private let instructionSet: InstructionSet

    /// - Parameter pieces: at most one for each input.
    /// - Returns: nothing where there are none.
    init?(_ pieces: [CopyKernel.Piece]?, _ problem: TrainingProblem) {
        guard let pieces else { return nil }
        kernel = CopyKernel(pieces)
        self.pieces = pieces.filter { $0.input != nil }
        inputCounts = problem.sizes.inputs.map { $0?.elementCount ?? 0 }
        instructionSet = problem.sizes.instructionSet
    }

    var packedCount: Int { kernel.packedCount }

    func pack(_ parameters: TrainingParameters) {
        // The zero that margins repeat.
        if packedCount > 0 { unsafe parameters.packed[0] = 0 }
    }

    func forward(_ arguments: TrainingArguments) { unsafe arguments.run(kernel) }

    func backward(_ arguments: TrainingArguments) {
        for piece in pieces {
            guard let input = piece.input, let gradient = unsafe arguments.inputGradient(input) else { continue }
            // Safety: the loops were made from the shapes that whoever calls sized the buffers by.
            let source = unsafe arguments.outputGradient + piece.yStart
            var loops = piece.loops.reversed
            if loops.repeats || loops.count < inputCounts[input] {
                unsafe gradient.update(repeating: 0, count: inputCounts[input])
            }
            if loops.repeats {
                unsafe ferry_add_along(instructionSet.kernels, &loops, source, gradient + piece.xStart)
            } else {
                unsafe ferry_copy(&loops, 0, loops.outermost, source, gradient + piece.xStart)
            }
        }
    }
}
