extension Concatenate {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        pieces(problem).map { CopyKernel($0) } ?? ReferenceKernel(self, problem)
    }

    func pieces(_ problem: KernelProblem) -> [CopyKernel.Piece]? {
        let y = problem.output
        let axis = axis < 0 ? axis + y.count : axis
        let inner = y[(axis + 1)...].reduce(1, *)
        var pieces: [CopyKernel.Piece] = []
        var start = 0
        for index in problem.inputs.indices {
            let x = problem.input(index)
            let piece = CopyKernel.Piece(
                input: index, sizes: x, inputSteps: x.rowMajorStrides, outputSteps: y.rowMajorStrides, yStart: start * inner)
            guard let piece else { return nil }
            pieces.append(piece)
            start += x[axis]
        }
        return pieces
    }
}
