extension Rescaling {
    public func kernel(for problem: KernelProblem) -> any Kernel {
        let (scale, offset) = (scale, offset)
        return ScaleShiftKernel(problem) { (_: KernelParameters) throws(FerryError) in (scale, offset) }
    }
}
