internal import CFerryKernels

/// The maximum or mean of each channel over a whole image. A maximum's gradient is shared by the pixels that are it, as
/// TensorFlow's `reduce_max` shares it.
struct GlobalPoolingTrainingKernel: TrainingKernel {
    private let kernel: GlobalPoolingKernel
    private let instructionSet: InstructionSet
    private let averages: Bool
    private let images: Int
    private let pixels: Int
    private let channels: Int

    init(averages: Bool, _ problem: TrainingProblem) {
        let x = problem.sizes.input(0)
        kernel = GlobalPoolingKernel(averages: averages, problem.sizes)
        instructionSet = problem.sizes.instructionSet
        self.averages = averages
        (images, pixels, channels) = (x[0], x[1] * x[2], x[3])
    }

    func forward(_ arguments: TrainingArguments) { unsafe arguments.run(kernel) }

    func backward(_ arguments: TrainingArguments) {
        guard let gradient = unsafe arguments.inputGradient(0) else { return }
        var divisor = Float(pixels)
        for image in 0..<images {
            // Safety: whoever calls sized the buffers by the problem.
            let target = unsafe gradient + image * pixels * channels
            let outputGradient = unsafe arguments.outputGradient + image * channels
            guard averages else {
                unsafe ferry_global_maximum_gradient(
                    pixels, channels, arguments.input(0) + image * pixels * channels, arguments.output + image * channels,
                    outputGradient, target)
                continue
            }
            unsafe instructionSet.kernels.pointee.combine(ferry_divide, channels, outputGradient, 1, &divisor, 0, target)
            for pixel in 0..<pixels where pixel > 0 { unsafe (target + pixel * channels).update(from: target, count: channels) }
        }
    }
}
