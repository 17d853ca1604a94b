internal import CFerryKernels

/// Copies inputs along strided loops: transposes, crops, pads, repeats and concatenations.
struct CopyKernel: Kernel {
    /// One input's way into the output.
    struct Piece: Sendable {
        /// Nothing for zeros.
        var input: Int?
        var loops: ferry_loops
        var xStart: Int
        var yStart: Int

        /// - Returns: nothing where the shape has more axes than the C library loops over.
        init?(
            input: Int?, sizes: [Int], inputSteps: [Int], xStart: Int = 0, outputSteps: [Int], yStart: Int = 0
        ) {
            guard let loops = ferry_loops.make(sizes: sizes, outputSteps: outputSteps, inputs: [inputSteps]) else { return nil }
            (self.input, self.loops, self.xStart, self.yStart) = (input, loops[0], xStart, yStart)
        }
    }

    private let pieces: [Piece]
    private let cuts: [Cut]

    init(_ pieces: [Piece]) {
        self.pieces = pieces
        cuts = pieces.map { Cut($0.loops.outermost, operations: 8 * $0.loops.innerCount) }
    }

    /// The zero that margins repeat.
    var packedCount: Int { pieces.contains { $0.input == nil } ? 1 : 0 }

    func pack(_ parameters: KernelParameters, into packed: inout MutableSpan<Float>) throws(FerryError) {
        if packed.count > 0 { packed[0] = 0 }
    }

    var partCount: Int { cuts.reduce(0) { $0 + $1.count } }

    func run(part: Int, _ arguments: KernelArguments) {
        var (index, part) = (0, part)
        while part >= cuts[index].count {
            part -= cuts[index].count
            index += 1
        }
        var piece = pieces[index]
        let range = cuts[index][part]
        // Safety: the loops were made from the shapes that the executor's buffers have.
        let source = unsafe piece.input.map { unsafe arguments.input($0) + piece.xStart } ?? arguments.packed
        unsafe ferry_copy(&piece.loops, range.lowerBound, range.count, source, arguments.output + piece.yStart)
    }
}
