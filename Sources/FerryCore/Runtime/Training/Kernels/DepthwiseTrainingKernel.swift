internal import CFerryKernels

/// A convolution of each channel by itself. The operator's kernel is what the C library reads, so nothing is packed.
struct DepthwiseTrainingKernel: TrainingKernel {
    private let instructionSet: InstructionSet
    private let window: ferry_window
    private let multiplier: Int
    private let images: Int

    init(_ operation: DepthwiseConv2D, _ problem: TrainingProblem) {
        let (x, kernel) = (problem.sizes.input(0), problem.sizes.input(1))
        instructionSet = problem.sizes.instructionSet
        window = ferry_window(
            operation.window(input: Size2D(height: x[1], width: x[2]), kernel: kernel), channels: kernel[2])
        (images, multiplier) = (x[0], kernel[3])
    }

    func forward(_ arguments: TrainingArguments) {
        var window = window
        // Safety: whoever calls sized the buffers by the problem that `window` was made from.
        unsafe ferry_depthwise(
            instructionSet.kernels, &window, multiplier, arguments.input(0), arguments.input(1), arguments.inputs[2], false,
            arguments.output, 0, images * window.grid_height)
    }

    func backward(_ arguments: TrainingArguments) {
        var window = window
        let (kernels, gradient) = unsafe (instructionSet.kernels, arguments.outputGradient)
        // Safety: as forward.
        if let bias = unsafe arguments.inputGradient(2) {
            let positions = images * window.grid_height * window.grid_width
            unsafe kernels.pointee.sum_rows(positions, window.channels * multiplier, gradient, bias)
        }
        if let kernel = unsafe arguments.inputGradient(1) {
            unsafe ferry_add_depthwise_kernel_gradient(
                kernels, &window, multiplier, images, arguments.input(0), gradient, kernel)
        }
        if let target = unsafe arguments.inputGradient(0) {
            unsafe ferry_depthwise_input_gradient(
                kernels, &window, multiplier, images, arguments.input(1), gradient, target)
        }
    }
}
