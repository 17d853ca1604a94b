extension Cropping2D {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        let (x, y) = (problem.input(0), problem.output)
        let piece = CopyKernel.Piece(
            input: 0, sizes: y, inputSteps: x.rowMajorStrides, xStart: (margins.top * x[2] + margins.left) * x[3],
            outputSteps: y.rowMajorStrides)
        return piece.map { CopyKernel([$0]) } ?? ReferenceKernel(self, problem)
    }
}
