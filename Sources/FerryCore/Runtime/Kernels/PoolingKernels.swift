internal import CFerryKernels

/// The maximum or mean of each window.
struct PoolingKernel: Kernel {
    private let instructionSet: InstructionSet
    private let window: ferry_window
    private let averages: Bool
    /// Grid rows, counted through all images.
    private let rows: Cut

    init(_ window: Window2D, averages: Bool, _ problem: KernelProblem) {
        let channels = problem.output[3]
        instructionSet = problem.instructionSet
        self.window = ferry_window(window, channels: channels)
        self.averages = averages
        rows = Cut(
            problem.output[0] * window.output.height,
            operations: window.output.width * channels * window.kernel.height * window.kernel.width)
    }

    var partCount: Int { rows.count }

    func run(part: Int, _ arguments: KernelArguments) {
        let imageCount = window.height * window.width * window.channels
        let kernels = unsafe instructionSet.kernels.pointee
        var window = window
        for index in rows[part] {
            let (image, row) = index.quotientAndRemainder(dividingBy: window.grid_height)
            // Safety: the executor's buffers have the sizes that `window` was made from.
            let source = unsafe arguments.input(0) + image * imageCount
            let target = unsafe arguments.output + index * window.grid_width * window.channels
            unsafe (averages ? kernels.average_row : kernels.maximum_row)(&window, row, source, target)
        }
    }
}

/// The maximum or mean of each channel over a whole image.
struct GlobalPoolingKernel: Kernel {
    private let pixels: Int
    private let channels: Int
    private let averages: Bool
    private let images: Int
    private let channelCut: Cut

    init(averages: Bool, _ problem: KernelProblem) {
        let x = problem.input(0)
        (images, pixels, channels) = (x[0], x[1] * x[2], x[3])
        self.averages = averages
        channelCut = Cut(channels, operations: pixels, quantum: 64)
    }

    var partCount: Int { images * channelCut.count }

    func run(part: Int, _ arguments: KernelArguments) {
        let (image, block) = part.quotientAndRemainder(dividingBy: channelCut.count)
        let range = channelCut[block]
        // Safety: the executor's buffers have the sizes that this was made from.
        let source = unsafe arguments.input(0) + image * pixels * channels
        let target = unsafe arguments.output + image * channels
        if averages {
            unsafe ferry_global_average(pixels, channels, source, target, range.lowerBound, range.count)
        } else {
            unsafe ferry_global_maximum(pixels, channels, source, target, range.lowerBound, range.count)
        }
    }
}
