extension Rescaling {
    public func trainingKernel(for problem: TrainingProblem) -> (any TrainingKernel)? {
        ScaleShiftTrainingKernel(.constant(scale: scale, shift: offset), problem)
    }
}
