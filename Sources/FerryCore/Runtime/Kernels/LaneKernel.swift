internal import CFerryKernels

/// The vectors along one axis of a tensor.
struct LaneLayout: Sendable {
    /// Elements of a lane.
    let size: Int
    /// Elements between neighbours along the axis.
    let step: Int
    let count: Int

    init(axis: Int, of shape: [Int]) {
        let axis = axis < 0 ? axis + shape.count : axis
        size = shape[axis]
        step = shape[(axis + 1)...].reduce(1, *)
        count = shape.elementCount / max(size, 1)
    }

    func start(of lane: Int) -> Int { lane / step * size * step + lane % step }
}

/// A function of the vectors along one axis: softmax and its kin.
struct LaneKernel: Kernel {
    enum Function: Sendable {
        case softmax, logSoftmax, sparsemax

        /// Applies the function to one lane.
        func run(_ layout: LaneLayout, _ x: UnsafePointer<Float>, _ y: UnsafeMutablePointer<Float>) {
            switch self {
            case .softmax: unsafe ferry_softmax(layout.size, layout.step, x, y)
            case .logSoftmax: unsafe ferry_log_softmax(layout.size, layout.step, x, y)
            case .sparsemax: unsafe ferry_sparsemax(layout.size, layout.step, x, y)
            }
        }
    }

    private let function: Function
    private let layout: LaneLayout
    private let lanes: Cut

    init(_ function: Function, axis: Int, _ problem: KernelProblem) {
        self.function = function
        layout = LaneLayout(axis: axis, of: problem.input(0))
        lanes = Cut(layout.count, operations: 64 * layout.size)
    }

    var partCount: Int { lanes.count }
    var worksInPlace: Bool { true }

    func run(part: Int, _ arguments: KernelArguments) {
        for lane in lanes[part] {
            let start = layout.start(of: lane)
            // Safety: input and output have the shape that the layout was made from.
            unsafe function.run(layout, arguments.input(0) + start, arguments.output + start)
        }
    }
}
