extension Cropping2D {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        pieces(problem).map { CopyKernel($0) } ?? ReferenceKernel(self, problem)
    }

    func pieces(_ problem: KernelProblem) -> [CopyKernel.Piece]? {
        let (x, y) = (problem.input(0), problem.output)
        let piece = CopyKernel.Piece(
            input: 0, sizes: y, inputSteps: x.rowMajorStrides, xStart: (margins.top * x[2] + margins.left) * x[3],
            outputSteps: y.rowMajorStrides)
        return piece.map { [$0] }
    }
}
