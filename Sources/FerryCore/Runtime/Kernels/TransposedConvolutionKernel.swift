internal import CFerryKernels

/// A transposed convolution, as one ordinary convolution for each phase.
///
/// Output rows whose number leaves the same rest by the stride are reached by the same taps, from neighbouring input rows; and
/// so with columns. Each such phase has a share of the taps and of the output.
struct TransposedConvolutionKernel: Kernel {
    private struct Phase {
        var convolution: ferry_convolution
        let parts: MatrixParts
        let rows: Taps
        let columns: Taps
        let packedStart: Int
        let firstPart: Int
    }

    /// The taps of one axis that reach a phase, so ordered that the input position grows: tap i is kernel position
    /// `last − i · step`.
    private struct Taps {
        var count = 0
        var last = 0
        let step: Int
        /// Input position of the first tap, and from one tap to the next.
        var first = 0
        let inputStep: Int

        init(phase: Int, kernel: Int, stride: Int, dilation: Int, margin: Int) {
            let common = Self.greatestCommonDivisor(stride, dilation)
            step = stride / common
            inputStep = dilation / common
            for position in 0..<kernel where (phase + margin - position * dilation) % stride == 0 {
                count += 1
                last = position
            }
            first = (phase + margin - last * dilation) / stride
        }

        private static func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
            b == 0 ? a : greatestCommonDivisor(b, a % b)
        }
    }

    private let instructionSet: InstructionSet
    private let channels: Int
    private let filters: Int
    private let kernelWidth: Int
    private var phases: [Phase] = []

    init(_ operation: Conv2DTranspose, _ problem: KernelProblem) {
        let (x, kernel, y) = (problem.input(0), problem.input(1), problem.output)
        instructionSet = problem.instructionSet
        (channels, filters, kernelWidth) = (kernel[3], kernel[2], kernel[1])
        let geometry = operation.geometry(input: Size2D(height: x[1], width: x[2]), kernel: kernel)
        let strides = operation.strides
        var (packedStart, firstPart) = (0, 0)
        for row in 0..<min(strides.height, y[1]) {
            let rows = Taps(
                phase: row, kernel: kernel[0], stride: strides.height, dilation: operation.dilation.height,
                margin: geometry.top)
            for column in 0..<min(strides.width, y[2]) {
                let columns = Taps(
                    phase: column, kernel: kernel[1], stride: strides.width, dilation: operation.dilation.width,
                    margin: geometry.left)
                let window = ferry_window(
                    height: x[1], width: x[2], channels: channels, tap_rows: rows.count, tap_columns: columns.count,
                    tap_row_step: rows.inputStep, tap_column_step: columns.inputStep, first_row: rows.first,
                    first_column: columns.first, row_step: 1, column_step: 1,
                    grid_height: (y[1] - row + strides.height - 1) / strides.height,
                    grid_width: (y[2] - column + strides.width - 1) / strides.width)
                let convolution = ferry_convolution(
                    window: window, groups: 1, group_filters: filters, y_first: (row * y[2] + column) * filters,
                    y_image_step: y[1] * y[2] * filters, y_row_step: strides.height * y[2] * filters,
                    y_column_step: strides.width * filters, rectifies: false)
                let depth = rows.count * columns.count * channels
                let parts = MatrixParts(convolution, images: x[0], depth: depth, instructionSet)
                phases.append(
                    Phase(
                        convolution: convolution, parts: parts, rows: rows, columns: columns, packedStart: packedStart,
                        firstPart: firstPart))
                packedStart += unsafe ferry_packed_count(instructionSet.kernels, depth, filters)
                firstPart += parts.count
            }
        }
        packedCount = packedStart
        partCount = firstPart
    }

    let packedCount: Int
    let partCount: Int

    var scratchCount: Int {
        phases.reduce(0) { largest, phase in
            var convolution = phase.convolution
            return unsafe max(largest, ferry_convolve_scratch_count(instructionSet.kernels, &convolution))
        }
    }

    func pack(_ parameters: KernelParameters, into packed: inout MutableSpan<Float>) throws(FerryError) {
        guard let kernel = try parameters.load(1) else { return }
        let bias = try parameters.load(2)
        // Safety: `packed` has `packedCount` floats, so that each phase's matrix has its place; a tap is `filters · channels`
        // floats of the kernel.
        guard let base = unsafe packed.withUnsafeMutableBufferPointer({ $0.baseAddress }) else { return }
        unsafe kernel.elements.withUnsafeBufferPointer { kernel in
            guard let source = kernel.baseAddress else { return }
            for phase in phases {
                let target = unsafe base + phase.packedStart
                unsafe ferry_pack_bias(instructionSet.kernels, filters, bias?.elements, target)
                let taps = phase.rows.count * phase.columns.count
                for tap in 0..<taps {
                    let row = phase.rows.last - tap / phase.columns.count * phase.rows.step
                    let column = phase.columns.last - tap % phase.columns.count * phase.columns.step
                    unsafe ferry_pack_rows(
                        instructionSet.kernels, taps * channels, filters, tap * channels, channels,
                        source + (row * kernelWidth + column) * filters * channels, 1, channels, target)
                }
            }
        }
    }

    func rectifying() -> (any Kernel)? {
        var kernel = self
        for index in phases.indices { kernel.phases[index].convolution.rectifies = true }
        return kernel
    }

    func run(part: Int, _ arguments: KernelArguments) {
        var index = phases.count - 1
        while phases[index].firstPart > part { index -= 1 }
        let (positions, panels) = phases[index].parts[part - phases[index].firstPart]
        var convolution = phases[index].convolution
        // Safety: the executor's buffers have the sizes that the phases were made from.
        unsafe ferry_convolve(
            instructionSet.kernels, &convolution, arguments.input(0), arguments.packed + phases[index].packedStart,
            arguments.output, arguments.scratch, positions.lowerBound, positions.count, panels.lowerBound, panels.count)
    }
}
