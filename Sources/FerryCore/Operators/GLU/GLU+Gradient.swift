internal import CFerryKernels

extension GLU {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        let x = problem.sizes.input(0)
        let axis = axis < 0 ? axis + x.count : axis
        return GatedLinearTrainingKernel(outer: x[..<axis].reduce(1, *), half: x[axis...].reduce(1, *) / 2)
    }
}

/// Halves that lie behind each other, `outer` times.
private struct GatedLinearTrainingKernel: TrainingKernel {
    let outer: Int
    let half: Int

    func forward(_ arguments: TrainingArguments) {
        for index in 0..<outer {
            // Safety: the input holds `outer` pairs of halves, the output `outer` halves.
            let x = unsafe arguments.input(0) + 2 * index * half
            unsafe ferry_gated_linear(half, x, x + half, arguments.output + index * half)
        }
    }

    func backward(_ arguments: TrainingArguments) {
        guard let gradient = unsafe arguments.inputGradient(0) else { return }
        for index in 0..<outer {
            // Safety: as forward.
            let (x, target) = unsafe (arguments.input(0) + 2 * index * half, gradient + 2 * index * half)
            unsafe ferry_gated_linear_gradient(
                half, x, x + half, arguments.outputGradient + index * half, target, target + half)
        }
    }
}
