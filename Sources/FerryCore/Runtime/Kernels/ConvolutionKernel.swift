internal import CFerryKernels

/// A convolution as a matrix product with packed panels: Conv2D and Dense.
struct ConvolutionKernel: Kernel {
    private let instructionSet: InstructionSet
    private var convolution: ferry_convolution
    private let parts: MatrixParts
    /// Rows of one group's matrix.
    private let depth: Int

    /// - Parameter images: how many images the window slides over.
    init(_ convolution: ferry_convolution, images: Int, _ instructionSet: InstructionSet) {
        self.instructionSet = instructionSet
        self.convolution = convolution
        let window = convolution.window
        depth = window.tap_rows * window.tap_columns * (window.channels / convolution.groups)
        parts = MatrixParts(convolution, images: images, depth: depth, instructionSet)
    }

    private var groupCount: Int { unsafe ferry_packed_count(instructionSet.kernels, depth, convolution.group_filters) }

    var packedCount: Int { convolution.groups * groupCount }
    var partCount: Int { parts.count }
    var scratchCount: Int {
        var convolution = convolution
        return unsafe ferry_convolve_scratch_count(instructionSet.kernels, &convolution)
    }

    func pack(_ parameters: KernelParameters, into packed: inout MutableSpan<Float>) throws(FerryError) {
        let filters = convolution.group_filters
        let bias = try parameters.load(2)
        // Safety: `packed` has `packedCount` floats, which the C contract asks for; rows are whole.
        guard let base = unsafe packed.withUnsafeMutableBufferPointer({ $0.baseAddress }) else { return }
        try parameters.forEachRows(of: 1, rowCount: filters * convolution.groups) { first, rows in
            unsafe rows.withUnsafeBufferPointer { rows in
                guard let source = rows.baseAddress else { return }
                for group in 0..<convolution.groups {
                    unsafe ferry_pack_rows(
                        instructionSet.kernels, depth, filters, first, rows.count / (filters * convolution.groups),
                        source + group * filters, filters * convolution.groups, 1, base + group * groupCount)
                }
            }
        }
        for group in 0..<convolution.groups {
            let elements = bias.map { Array($0.elements[group * filters..<(group + 1) * filters]) }
            unsafe ferry_pack_bias(instructionSet.kernels, filters, elements, base + group * groupCount)
        }
    }

    func absorbing(_ next: any Operator, _ problem: KernelProblem) -> (any Kernel)? {
        switch next {
        case let next as ReLU where next.isPlain:
            var kernel = self
            kernel.convolution.rectifies = true
            return kernel
        case let next as MaxPooling2D where next.halves(problem) && convolution.isPatch:
            return PooledPatchKernel(self, convolution, images: problem.input(0)[0], instructionSet)
        default: return nil
        }
    }

    func run(part: Int, _ arguments: KernelArguments) {
        let (positions, panels) = parts[part]
        var convolution = convolution
        // Safety: the executor's buffers have the sizes that `convolution` was made from.
        unsafe ferry_convolve(
            instructionSet.kernels, &convolution, arguments.input(0), arguments.packed, arguments.output, arguments.scratch,
            positions.lowerBound, positions.count, panels.lowerBound, panels.count)
    }
}

/// The grid positions and panels of a matrix product, cut into parts.
struct MatrixParts: Sendable {
    let positions: Cut
    let panels: Cut

    init(_ convolution: ferry_convolution, images: Int, depth: Int, _ instructionSet: InstructionSet) {
        let total = images * convolution.window.grid_height * convolution.window.grid_width
        let filters = convolution.groups * convolution.group_filters
        let parts = Cut.parts(for: 2 * total * filters * depth)
        var convolution = convolution
        let quantum = unsafe ferry_position_quantum(instructionSet.kernels, &convolution)
        let panelCount = unsafe ferry_panel_count(instructionSet.kernels, &convolution)
        positions = Cut(total, parts: parts, quantum: quantum)
        // Positions first: what is gathered for them serves all panels.
        panels = Cut(panelCount, parts: (parts + positions.count - 1) / max(positions.count, 1))
    }

    var count: Int { positions.count * panels.count }

    subscript(part: Int) -> (positions: Range<Int>, panels: Range<Int>) {
        (positions[part / panels.count], panels[part % panels.count])
    }
}

extension ferry_window {
    init(_ window: Window2D, channels: Int) {
        self.init(
            height: window.input.height, width: window.input.width, channels: channels,
            tap_rows: window.kernel.height, tap_columns: window.kernel.width,
            tap_row_step: window.dilation.height, tap_column_step: window.dilation.width,
            first_row: -window.margins.top, first_column: -window.margins.left,
            row_step: window.strides.height, column_step: window.strides.width,
            grid_height: window.output.height, grid_width: window.output.width)
    }
}

extension ferry_convolution {
    /// Output pixels follow each other in row-major order.
    init(_ window: ferry_window, groups: Int = 1, filters: Int) {
        self.init(
            window: window, groups: groups, group_filters: filters / groups, y_first: 0,
            y_image_step: window.grid_height * window.grid_width * filters, y_row_step: window.grid_width * filters,
            y_column_step: filters, rectifies: false)
    }

    /// A matrix product `[rows, depth] · [depth, columns]`.
    init(rows: Int, depth: Int, columns: Int) {
        self.init(
            ferry_window(
                height: 1, width: rows, channels: depth, tap_rows: 1, tap_columns: 1, tap_row_step: 1, tap_column_step: 1,
                first_row: 0, first_column: 0, row_step: 1, column_step: 1, grid_height: 1, grid_width: rows),
            filters: columns)
    }
}
