extension Transpose {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        pieces(problem).map { CopyKernel($0) } ?? ReferenceKernel(self, problem)
    }

    func pieces(_ problem: KernelProblem) -> [CopyKernel.Piece]? {
        let steps = problem.input(0).rowMajorStrides
        let piece = CopyKernel.Piece(
            input: 0, sizes: problem.output, inputSteps: permutation.map { steps[$0] },
            outputSteps: problem.output.rowMajorStrides)
        return piece.map { [$0] }
    }
}
