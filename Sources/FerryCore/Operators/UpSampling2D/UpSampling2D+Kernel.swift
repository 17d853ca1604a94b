internal import CFerryKernels

extension UpSampling2D {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        guard interpolation == .nearest else { return BilinearKernel(factors, problem) }
        return pieces(problem).map { CopyKernel($0) } ?? ReferenceKernel(self, problem)
    }

    /// What repeating pixels copies.
    func pieces(_ problem: KernelProblem) -> [CopyKernel.Piece]? {
        let (x, y) = (problem.input(0), problem.output)
        let inputs = x.rowMajorStrides
        let outputs = y.rowMajorStrides
        let piece = CopyKernel.Piece(
            input: 0, sizes: [x[0], x[1], factors.height, x[2], factors.width, x[3]],
            inputSteps: [inputs[0], inputs[1], 0, inputs[2], 0, 1],
            outputSteps: [
                outputs[0], outputs[1] * factors.height, outputs[1], outputs[2] * factors.width, outputs[2], 1,
            ])
        return piece.map { [$0] }
    }
}

struct BilinearKernel: Kernel {
    /// What each output row lies between.
    let rows: [UpSampling2D.Blend]
    /// The same of each output column.
    let left: [UInt32]
    let right: [UInt32]
    let fractions: [Float]
    /// Input rows, and elements of one.
    let height: Int
    let rowCount: Int
    let channels: Int
    /// Output rows, counted through all images.
    private let outputRows: Cut

    init(_ factors: Size2D, _ problem: KernelProblem) {
        let (x, y) = (problem.input(0), problem.output)
        rows = (0..<y[1]).map { UpSampling2D.Blend($0, factor: factors.height, size: x[1]) }
        let columns = (0..<y[2]).map { UpSampling2D.Blend($0, factor: factors.width, size: x[2]) }
        left = columns.map { UInt32($0.first) }
        right = columns.map { UInt32($0.second) }
        fractions = columns.map { Float($0.weight) }
        (height, rowCount, channels) = (x[1], x[2] * x[3], x[3])
        outputRows = Cut(y[0] * y[1], operations: 8 * y[2] * y[3])
    }

    var partCount: Int { outputRows.count }

    func run(part: Int, _ arguments: KernelArguments) {
        for index in outputRows[part] {
            let (image, row) = index.quotientAndRemainder(dividingBy: rows.count)
            // Safety: the blends' rows and columns lie inside of the image that the executor's buffers have the size of.
            let pixels = unsafe arguments.input(0) + image * height * rowCount
            unsafe ferry_interpolate_row(
                left.count, channels, pixels + rows[row].first * rowCount, pixels + rows[row].second * rowCount,
                Float(rows[row].weight), left, right, fractions, arguments.output + index * left.count * channels)
        }
    }
}
