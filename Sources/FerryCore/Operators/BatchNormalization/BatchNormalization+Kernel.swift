extension BatchNormalization {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        let (epsilon, channels) = (epsilon, problem.output.last ?? 1)
        return ScaleShiftKernel(problem) { (parameters: KernelParameters) throws(FerryError) in
            let gamma = try parameters.load(1)?.elements
            let beta = try parameters.load(2)?.elements
            let mean = try parameters.load(3)?.elements ?? []
            let variance = try parameters.load(4)?.elements ?? []
            let scale = (0..<channels).map { Double(gamma?[$0] ?? 1) / (Double(variance[$0]) + epsilon).squareRoot() }
            let shift = (0..<channels).map { Double(beta?[$0] ?? 0) - Double(mean[$0]) * scale[$0] }
            return (scale, shift)
        }
    }
}
