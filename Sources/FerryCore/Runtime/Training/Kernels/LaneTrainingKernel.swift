internal import CFerryKernels

/// A function of the vectors along one axis.
struct LaneTrainingKernel: TrainingKernel {
    private let function: LaneKernel.Function
    private let layout: LaneLayout

    init(_ function: LaneKernel.Function, axis: Int, _ problem: TrainingProblem) {
        self.function = function
        layout = LaneLayout(axis: axis, of: problem.sizes.input(0))
    }

    func forward(_ arguments: TrainingArguments) {
        for lane in 0..<layout.count {
            let start = layout.start(of: lane)
            // Safety: whoever calls sized input and output by the problem that the layout was made from.
            unsafe function.run(layout, arguments.input(0) + start, arguments.output + start)
        }
    }

    func backward(_ arguments: TrainingArguments) {
        guard let gradient = unsafe arguments.inputGradient(0) else { return }
        for lane in 0..<layout.count {
            let start = layout.start(of: lane)
            // Safety: as above.
            let (y, yGradient) = unsafe (arguments.output + start, arguments.outputGradient + start)
            switch function {
            case .softmax: unsafe ferry_softmax_gradient(layout.size, layout.step, y, yGradient, gradient + start)
            case .logSoftmax: unsafe ferry_log_softmax_gradient(layout.size, layout.step, y, yGradient, gradient + start)
            case .sparsemax:
                unsafe ferry_sparsemax_gradient(
                    layout.size, layout.step, arguments.input(0) + start, y, yGradient, gradient + start)
            }
        }
    }
}
