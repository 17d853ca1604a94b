internal import CFerryKernels

/// The maximum or mean of each window. A maximum's gradient goes to the first of a window's largest pixels.
struct PoolingTrainingKernel: TrainingKernel {
    private let instructionSet: InstructionSet
    private let window: ferry_window
    private let averages: Bool
    private let images: Int

    init(_ window: Window2D, averages: Bool, _ problem: TrainingProblem) {
        instructionSet = problem.sizes.instructionSet
        self.window = ferry_window(window, channels: problem.sizes.output[3])
        self.averages = averages
        images = problem.sizes.output[0]
    }

    private var imageCount: Int { window.height * window.width * window.channels }
    private var rowCount: Int { window.grid_width * window.channels }

    func forward(_ arguments: TrainingArguments) {
        let kernels = unsafe instructionSet.kernels.pointee
        var window = window
        for index in 0..<images * window.grid_height {
            let (image, row) = index.quotientAndRemainder(dividingBy: window.grid_height)
            // Safety: whoever calls sized the buffers by the problem that `window` was made from.
            let source = unsafe arguments.input(0) + image * imageCount
            unsafe (averages ? kernels.average_row : kernels.maximum_row)(
                &window, row, source, arguments.output + index * rowCount)
        }
    }

    func backward(_ arguments: TrainingArguments) {
        guard let gradient = unsafe arguments.inputGradient(0) else { return }
        let kernels = unsafe instructionSet.kernels.pointee
        var window = window
        for image in 0..<images {
            // Safety: as above.
            let target = unsafe gradient + image * imageCount
            let source = unsafe arguments.input(0) + image * imageCount
            unsafe target.update(repeating: 0, count: imageCount)
            for row in 0..<window.grid_height {
                let start = (image * window.grid_height + row) * rowCount
                let outputGradient = unsafe arguments.outputGradient + start
                if averages {
                    unsafe kernels.average_gradient_row(&window, row, outputGradient, target)
                } else {
                    unsafe kernels.maximum_gradient_row(
                        &window, row, source, arguments.output + start, outputGradient, target)
                }
            }
        }
    }
}
