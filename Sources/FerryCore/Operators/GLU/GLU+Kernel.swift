internal import CFerryKernels

extension GLU {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        let x = problem.input(0)
        let axis = axis < 0 ? axis + x.count : axis
        return GatedLinearKernel(
            outer: x[..<axis].reduce(1, *), half: x[axis...].reduce(1, *) / 2)
    }
}

/// Halves that lie behind each other, `outer` times.
private struct GatedLinearKernel: Kernel {
    private let half: Int
    private let outer: Cut

    init(outer: Int, half: Int) {
        self.half = half
        self.outer = Cut(outer, operations: 64 * half)
    }

    var partCount: Int { outer.count }

    func run(part: Int, _ arguments: KernelArguments) {
        for index in outer[part] {
            // Safety: the input holds `outer` pairs of halves, the output `outer` halves.
            let x = unsafe arguments.input(0) + 2 * index * half
            unsafe ferry_gated_linear(half, x, x + half, arguments.output + index * half)
        }
    }
}
