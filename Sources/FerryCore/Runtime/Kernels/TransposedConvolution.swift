internal import CFerryKernels

/// The adjoint of a convolution, as one ordinary convolution for each phase.
///
/// Output rows whose number leaves the same rest by the stride are reached by the same taps, from neighbouring input rows; and
/// so with columns. Each such phase has a share of the taps and of the output.
struct TransposedConvolution: Sendable {
    /// The convolution whose adjoint this is, from `y` to `x`.
    struct Geometry {
        var x: Size2D
        var y: Size2D
        var kernel: Size2D
        var strides: Size2D
        var dilation: Size2D
        /// Rows and columns of padding before the first of `y`.
        var top: Int
        var left: Int
        /// Channels of `x` and of `y`.
        var channels: Int
        var filters: Int
        var groups = 1
    }

    struct Phase {
        var convolution: ferry_convolution
        let rows: Taps
        let columns: Taps
        let packedStart: Int
        /// Rows of a group's matrix.
        let depth: Int
    }

    /// The taps of one axis that reach a phase, so ordered that the input position grows: tap i is kernel position
    /// `last − i · step`.
    struct Taps {
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
    private let geometry: Geometry
    private(set) var phases: [Phase] = []
    let packedCount: Int

    init(_ geometry: Geometry, _ instructionSet: InstructionSet) {
        (self.geometry, self.instructionSet) = (geometry, instructionSet)
        var packedStart = 0
        for row in 0..<min(geometry.strides.height, geometry.y.height) {
            for column in 0..<min(geometry.strides.width, geometry.y.width) {
                let phase = Self.phase(geometry, row: row, column: column, packedStart: packedStart)
                phases.append(phase)
                let groupFilters = phase.convolution.group_filters
                packedStart +=
                    unsafe geometry.groups * ferry_packed_count(instructionSet.kernels, phase.depth, groupFilters)
            }
        }
        packedCount = packedStart
    }

    private static func phase(_ geometry: Geometry, row: Int, column: Int, packedStart: Int) -> Phase {
        let (x, y, strides) = (geometry.x, geometry.y, geometry.strides)
        let rows = Taps(
            phase: row, kernel: geometry.kernel.height, stride: strides.height, dilation: geometry.dilation.height,
            margin: geometry.top)
        let columns = Taps(
            phase: column, kernel: geometry.kernel.width, stride: strides.width, dilation: geometry.dilation.width,
            margin: geometry.left)
        let window = ferry_window(
            height: x.height, width: x.width, channels: geometry.channels, tap_rows: rows.count, tap_columns: columns.count,
            tap_row_step: rows.inputStep, tap_column_step: columns.inputStep, first_row: rows.first,
            first_column: columns.first, row_step: 1, column_step: 1,
            grid_height: (y.height - row + strides.height - 1) / strides.height,
            grid_width: (y.width - column + strides.width - 1) / strides.width)
        let filters = geometry.filters
        let convolution = ferry_convolution(
            window: window, groups: geometry.groups, group_filters: filters / geometry.groups,
            y_first: (row * y.width + column) * filters, y_image_step: y.height * y.width * filters,
            y_row_step: strides.height * y.width * filters, y_column_step: strides.width * filters, rectifies: false)
        return Phase(
            convolution: convolution, rows: rows, columns: columns, packedStart: packedStart,
            depth: rows.count * columns.count * geometry.channels / geometry.groups)
    }

    var scratchCount: Int {
        phases.reduce(0) { largest, phase in
            var convolution = phase.convolution
            return unsafe max(largest, ferry_convolve_scratch_count(instructionSet.kernels, &convolution))
        }
    }

    mutating func rectify() {
        for index in phases.indices { phases[index].convolution.rectifies = true }
    }

    /// Packs the matrices of all phases and groups.
    ///
    /// - Parameters:
    ///   - kernel: `[height, width, filters / groups, channels]`.
    ///   - bias: `filters` floats, or nothing for zeros.
    ///   - packed: room for `packedCount` floats.
    func pack(
        _ kernel: UnsafePointer<Float>, bias: UnsafePointer<Float>?, into packed: UnsafeMutablePointer<Float>
    ) {
        let (groupChannels, groupFilters) = (geometry.channels / geometry.groups, geometry.filters / geometry.groups)
        let tapCount = groupFilters * geometry.channels
        for phase in phases {
            let groupCount = unsafe ferry_packed_count(instructionSet.kernels, phase.depth, groupFilters)
            for group in 0..<geometry.groups {
                // Safety: `packed` has room for each group of each phase; a tap is `tapCount` floats of the kernel.
                let target = unsafe packed + phase.packedStart + group * groupCount
                let groupBias = unsafe bias.map { unsafe $0 + group * groupFilters }
                unsafe ferry_pack_bias(instructionSet.kernels, groupFilters, groupBias, target)
                for tap in 0..<phase.rows.count * phase.columns.count {
                    let row = phase.rows.last - tap / phase.columns.count * phase.rows.step
                    let column = phase.columns.last - tap % phase.columns.count * phase.columns.step
                    let source = unsafe kernel + (row * geometry.kernel.width + column) * tapCount + group * groupChannels
                    unsafe ferry_pack_rows(
                        instructionSet.kernels, phase.depth, groupFilters, tap * groupChannels, groupChannels, source, 1,
                        geometry.channels, target)
                }
            }
        }
    }

    /// Computes `images` whole images.
    func run(
        images: Int, _ x: UnsafePointer<Float>, packed: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        for phase in phases {
            var convolution = phase.convolution
            let positions = images * convolution.window.grid_height * convolution.window.grid_width
            let panelCount = unsafe ferry_panel_count(instructionSet.kernels, &convolution)
            // Safety: the caller's buffers have the sizes that the geometry names.
            unsafe ferry_convolve(
                instructionSet.kernels, &convolution, x, packed + phase.packedStart, y, scratch, 0, positions, 0, panelCount)
        }
    }
}

extension TransposedConvolution.Geometry {
    init(_ operation: Conv2DTranspose, _ problem: KernelProblem) {
        let (x, kernel, y) = (problem.input(0), problem.input(1), problem.output)
        let geometry = operation.geometry(input: Size2D(height: x[1], width: x[2]), kernel: kernel)
        self.init(
            x: Size2D(height: x[1], width: x[2]), y: Size2D(height: y[1], width: y[2]),
            kernel: Size2D(height: kernel[0], width: kernel[1]), strides: operation.strides, dilation: operation.dilation,
            top: geometry.top, left: geometry.left, channels: kernel[3], filters: kernel[2])
    }

    /// Of the input's gradient from the output's.
    init(gradientOf window: Window2D, channels: Int, filters: Int, groups: Int) {
        self.init(
            x: window.output, y: window.input, kernel: window.kernel, strides: window.strides, dilation: window.dilation,
            top: window.margins.top, left: window.margins.left, channels: filters, filters: channels, groups: groups)
    }
}
