internal import CFerryKernels

extension Normalization {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        NormalizationKernel(inverts: inverts, problem) ?? ReferenceKernel(self, problem)
    }
}

/// Two steps and not one scale and shift: where x is near the mean, the difference loses nothing.
private struct NormalizationKernel: Kernel {
    private let steps: BroadcastSteps
    private let deviationStart: Int
    let packedCount: Int

    init?(inverts: Bool, _ problem: KernelProblem) {
        let (mean, variance) = (problem.input(1), problem.input(2))
        deviationStart = mean.elementCount
        packedCount = deviationStart + variance.elementCount
        let steps = BroadcastSteps(
            inverts
                ? [(ferry_multiply, .packed(deviationStart), variance), (ferry_add, .packed(0), mean)]
                : [(ferry_subtract, .packed(0), mean), (ferry_divide, .packed(deviationStart), variance)], problem)
        guard let steps else { return nil }
        self.steps = steps
    }

    func pack(_ parameters: KernelParameters, into packed: inout MutableSpan<Float>) throws(FerryError) {
        for (index, element) in (try parameters.load(1)?.elements ?? []).enumerated() { packed[index] = element }
        for (index, element) in (try parameters.load(2)?.elements ?? []).enumerated() {
            packed[deviationStart + index] = Float(max(Double(element).squareRoot(), Normalization.smallestDeviation))
        }
    }

    var partCount: Int { steps.partCount }
    var worksInPlace: Bool { steps.worksInPlace }
    func run(part: Int, _ arguments: KernelArguments) { unsafe steps.run(part: part, arguments) }
}
