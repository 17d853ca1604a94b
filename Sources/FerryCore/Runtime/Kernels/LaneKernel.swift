internal import CFerryKernels

/// A function of the vectors along one axis: softmax and its kin.
struct LaneKernel: Kernel {
    enum Function: Sendable { case softmax, logSoftmax, sparsemax }

    private let function: Function
    private let size: Int
    /// Elements between neighbours along the axis.
    private let step: Int
    private let lanes: Cut

    init(_ function: Function, axis: Int, _ problem: KernelProblem) {
        let shape = problem.input(0)
        let axis = axis < 0 ? axis + shape.count : axis
        self.function = function
        size = shape[axis]
        step = shape[(axis + 1)...].reduce(1, *)
        lanes = Cut(shape.elementCount / max(size, 1), operations: 64 * size)
    }

    var partCount: Int { lanes.count }
    var worksInPlace: Bool { true }

    func run(part: Int, _ arguments: KernelArguments) {
        for lane in lanes[part] {
            let start = lane / step * size * step + lane % step
            // Safety: input and output have as many lanes as `lanes` counts.
            let (x, y) = unsafe (arguments.input(0) + start, arguments.output + start)
            switch function {
            case .softmax: unsafe ferry_softmax(size, step, x, y)
            case .logSoftmax: unsafe ferry_log_softmax(size, step, x, y)
            case .sparsemax: unsafe ferry_sparsemax(size, step, x, y)
            }
        }
    }
}
