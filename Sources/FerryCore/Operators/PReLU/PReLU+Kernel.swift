internal import CFerryKernels

extension PReLU {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        PReLUKernel(problem) ?? ReferenceKernel(self, problem)
    }
}

private struct PReLUKernel: Kernel {
    private let steps: BroadcastSteps
    let packedCount: Int

    init?(_ problem: KernelProblem) {
        let alpha = problem.input(1)
        guard let steps = BroadcastSteps([(ferry_prelu, .packed(0), alpha)], problem) else { return nil }
        self.steps = steps
        packedCount = alpha.elementCount
    }

    func pack(_ parameters: KernelParameters, into packed: inout MutableSpan<Float>) throws(FerryError) {
        for (index, element) in (try parameters.load(1)?.elements ?? []).enumerated() { packed[index] = element }
    }

    var partCount: Int { steps.partCount }
    var worksInPlace: Bool { steps.worksInPlace }
    func run(part: Int, _ arguments: KernelArguments) { unsafe steps.run(part: part, arguments) }
}
