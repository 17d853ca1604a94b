internal import CFerryKernels

/// A convolution of each channel by itself, and the matrix product that follows it in a separable convolution.
struct DepthwiseKernel: Kernel {
    private let instructionSet: InstructionSet
    private let window: ferry_window
    private let multiplier: Int
    /// Grid rows, counted through all images.
    private let rows: Cut
    private var rectifies = false
    /// The product with the pointwise kernel, on the pixels of one part; nothing in a plain depthwise convolution.
    private var pointwise: ferry_convolution?

    init(_ window: Window2D, _ problem: KernelProblem, filters: Int? = nil) {
        let kernel = problem.input(1)
        instructionSet = problem.instructionSet
        self.window = ferry_window(window, channels: kernel[2])
        multiplier = kernel[3]
        let between = kernel[2] * kernel[3]
        let pixelOperations = 2 * between * (kernel[0] * kernel[1] + (filters ?? 0))
        rows = Cut(
            problem.input(0)[0] * window.output.height, operations: pixelOperations * window.output.width)
        pointwise = filters.map { ferry_convolution(rows: rows.size * window.output.width, depth: between, columns: $0) }
    }

    private var betweenCount: Int { window.channels * multiplier }
    private var depthwiseCount: Int { window.tap_rows * window.tap_columns * betweenCount }
    /// Where the bias of the depthwise step, or the matrix of the pointwise step, starts.
    private var secondStart: Int { (depthwiseCount + 15) & ~15 }

    var packedCount: Int {
        guard let pointwise else { return secondStart + betweenCount }
        return unsafe secondStart + ferry_packed_count(instructionSet.kernels, betweenCount, pointwise.group_filters)
    }

    var partCount: Int { rows.count }

    /// The depthwise step's output for one part, and what the pointwise step needs.
    var scratchCount: Int {
        guard var pointwise else { return 0 }
        return unsafe betweenScratchCount + ferry_convolve_scratch_count(instructionSet.kernels, &pointwise)
    }

    private var betweenScratchCount: Int { (rows.size * window.grid_width * betweenCount + 15) & ~15 }

    func pack(_ parameters: KernelParameters, into packed: inout MutableSpan<Float>) throws(FerryError) {
        let kernel = try parameters.load(1)
        let bias = try parameters.load(pointwise == nil ? 2 : 3)
        for (index, element) in (kernel?.elements ?? []).enumerated() { packed[index] = element }
        guard let pointwise else {
            for index in 0..<betweenCount { packed[secondStart + index] = bias?.elements[index] ?? 0 }
            return
        }
        // Safety: `packed` has `packedCount` floats; rows are whole.
        guard let base = unsafe packed.withUnsafeMutableBufferPointer({ $0.baseAddress }) else { return }
        let target = unsafe base + secondStart
        let filters = pointwise.group_filters
        try parameters.forEachRows(of: 2, rowCount: filters) { first, rows in
            unsafe ferry_pack_rows(
                instructionSet.kernels, betweenCount, filters, first, rows.count / filters, rows, filters, 1, target)
        }
        unsafe ferry_pack_bias(instructionSet.kernels, filters, bias?.elements, target)
    }

    func absorbing(_ next: any Operator, _ problem: KernelProblem) -> (any Kernel)? {
        guard let next = next as? ReLU, next.isPlain else { return nil }
        var kernel = self
        if kernel.pointwise == nil { kernel.rectifies = true } else { kernel.pointwise?.rectifies = true }
        return kernel
    }

    func run(part: Int, _ arguments: KernelArguments) {
        let rows = rows[part]
        let pixels = rows.lowerBound * window.grid_width
        let second = unsafe arguments.packed + secondStart
        var window = window
        // Safety: the executor's buffers have the sizes that `window` was made from; a part's scratch holds its rows.
        guard var pointwise else {
            return unsafe ferry_depthwise(
                instructionSet.kernels, &window, multiplier, arguments.input(0), arguments.packed, second, rectifies,
                arguments.output + pixels * betweenCount, rows.lowerBound, rows.count)
        }
        unsafe ferry_depthwise(
            instructionSet.kernels, &window, multiplier, arguments.input(0), arguments.packed, nil, false,
            arguments.scratch, rows.lowerBound, rows.count)
        let panelCount = unsafe ferry_panel_count(instructionSet.kernels, &pointwise)
        unsafe ferry_convolve(
            instructionSet.kernels, &pointwise, arguments.scratch, second,
            arguments.output + pixels * pointwise.group_filters, arguments.scratch + betweenScratchCount, 0,
            rows.count * window.grid_width, 0, panelCount)
    }
}
