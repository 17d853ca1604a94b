extension ZeroPadding2D {
    public func kernel(for problem: KernelProblem) -> any Kernel { CopyKernel(pieces(problem)) }

    func pieces(_ problem: KernelProblem) -> [CopyKernel.Piece] {
        let (x, y) = (problem.input(0), problem.output)
        func piece(_ input: Int?, rows: Range<Int>, columns: Range<Int>) -> CopyKernel.Piece? {
            CopyKernel.Piece(
                input: input, sizes: [y[0], rows.count, columns.count, y[3]],
                inputSteps: input == nil ? [0, 0, 0, 0] : x.rowMajorStrides, outputSteps: y.rowMajorStrides,
                yStart: (rows.lowerBound * y[2] + columns.lowerBound) * y[3])
        }
        let rows = margins.top..<margins.top + x[1]
        let columns = margins.left..<margins.left + x[2]
        let pieces = [
            piece(0, rows: rows, columns: columns),
            piece(nil, rows: 0..<rows.lowerBound, columns: 0..<y[2]),
            piece(nil, rows: rows.upperBound..<y[1], columns: 0..<y[2]),
            piece(nil, rows: rows, columns: 0..<columns.lowerBound),
            piece(nil, rows: rows, columns: columns.upperBound..<y[2]),
        ]
        return pieces.compactMap { $0 }
    }
}
